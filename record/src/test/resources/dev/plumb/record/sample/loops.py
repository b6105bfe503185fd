"""Training loops that profilers are tried on: python3 loops.py resnet|transformer [SECONDS].

resnet: convolutions, where nearly all time is native code, much of it made by oneDNN's JIT.
transformer: so small that each operator takes about a microsecond, the worst case for profilers.
"""
import sys
import time

import torch
from torch import nn
from torch.nn import functional


class Block(nn.Module):
    def __init__(self, inputs, channels, stride):
        super().__init__()
        self.first = nn.Conv2d(inputs, channels, 3, stride, 1, bias=False)
        self.first_norm = nn.BatchNorm2d(channels)
        self.second = nn.Conv2d(channels, channels, 3, 1, 1, bias=False)
        self.second_norm = nn.BatchNorm2d(channels)
        self.shortcut = nn.Identity()
        if stride != 1 or inputs != channels:
            self.shortcut = nn.Conv2d(inputs, channels, 1, stride, bias=False)

    def forward(self, x):
        y = functional.relu(self.first_norm(self.first(x)))
        return functional.relu(self.second_norm(self.second(y)) + self.shortcut(x))


class ResNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Conv2d(3, 32, 3, 1, 1)
        shapes = [(32, 32, 1), (32, 64, 2), (64, 64, 1), (64, 128, 2), (128, 128, 1)]
        self.blocks = nn.Sequential(*[Block(*shape) for shape in shapes])
        self.head = nn.Linear(128, 10)

    def forward(self, x):
        return self.head(self.blocks(self.stem(x)).mean((2, 3)))


class Layer(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.mix = nn.Linear(width, 3 * width)
        self.out = nn.Linear(width, width)
        self.up = nn.Linear(width, 4 * width)
        self.down = nn.Linear(4 * width, width)
        self.norms = nn.ModuleList([nn.LayerNorm(width), nn.LayerNorm(width)])

    def forward(self, x):
        batch, length, width = x.shape
        parts = self.mix(self.norms[0](x)).view(batch, length, self.heads, 3, -1)
        query, key, value = parts.permute(3, 0, 2, 1, 4).unbind()
        scores = (query @ key.transpose(-1, -2)).softmax(-1)
        mixed = (scores @ value).transpose(1, 2).reshape(batch, length, width)
        x = x + self.out(mixed)
        return x + self.down(functional.gelu(self.up(self.norms[1](x))))


class Transformer(nn.Module):
    def __init__(self, width=32, heads=4, layers=4, words=64):
        super().__init__()
        self.embedding = nn.Embedding(words, width)
        self.layers = nn.ModuleList([Layer(width, heads) for _ in range(layers)])
        self.head = nn.Linear(width, words)

    def forward(self, x):
        x = self.embedding(x)
        for layer in self.layers:
            x = layer(x)
        return self.head(x).flatten(0, 1)


def main(kind, seconds):
    torch.manual_seed(0)
    torch.set_num_threads(1)
    if kind == "resnet":
        model, inputs = ResNet(), torch.randn(8, 3, 32, 32)
        targets = torch.randint(0, 10, (8,))
        optimizer = torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9)
    else:
        model, inputs = Transformer(), torch.randint(0, 64, (2, 8))
        targets = inputs.flatten()
        optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3)

    def step():
        optimizer.zero_grad()
        functional.cross_entropy(model(inputs), targets).backward()
        optimizer.step()

    for _ in range(3):
        step()
    print("ready", flush=True)
    steps, begin, used = 0, time.perf_counter(), time.process_time()
    while time.perf_counter() - begin < seconds:
        step()
        steps += 1
    wall = (time.perf_counter() - begin) / max(steps, 1)
    cpu = (time.process_time() - used) / max(steps, 1)
    print(f"{kind} {steps} steps {1e3 * wall:.3f} ms {1e3 * cpu:.3f} ms CPU each", flush=True)


if __name__ == "__main__":
    main(sys.argv[1], float(sys.argv[2]) if len(sys.argv) > 2 else 5)
