"""Trains a tiny GPT on random tokens for a few steps: forward, backward, clipping, AdamW."""

import torch
from torch.nn import functional as F

from gpt import GPT, VOCABULARY
from recording import options, recording


def main():
    chosen = options()
    skip, steps = 3, 3
    model = GPT().to(chosen.device)
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3)
    tokens = torch.randint(0, VOCABULARY, (8, 65), device=chosen.device)
    with recording(chosen.device, chosen.output, skip, steps) as profiler:
        for _ in range(skip + steps):
            logits = model(tokens[:, :-1])
            loss = F.cross_entropy(logits.flatten(0, 1), tokens[:, 1:].flatten())
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            optimizer.zero_grad()
            profiler.step()


if __name__ == "__main__":
    main()
