"""Generates text with a tiny GPT, token by token, keeping keys and values in a cache.

Two texts: the first warms up, the second is recorded, its prompt (prefill) and each token (decode).
"""

import torch
from torch.profiler import record_function

from gpt import GPT, VOCABULARY
from recording import options, recording

TOKENS = 8


def generate(model, prompt, profiler):
    caches = model.empty_caches()
    token = prompt
    text = []
    for _ in range(TOKENS):
        with record_function("decode" if text else "prefill"):
            logits = model(token, caches)
            token = logits[:, -1:].argmax(-1)
            text.append(token.item())
        profiler.step()
    return text


@torch.inference_mode()
def main():
    chosen = options()
    model = GPT().to(chosen.device).eval()
    prompt = torch.randint(0, VOCABULARY, (1, 32), device=chosen.device)
    with recording(chosen.device, chosen.output, skip=TOKENS, active=TOKENS) as profiler:
        for _ in range(2):
            generate(model, prompt, profiler)


if __name__ == "__main__":
    main()
