"""Small loops to record: python3 workloads.py NAME STEPS [--device cuda] [--count | --time [--warm STEPS] [--profile]]

resnet        learns: convolutions of some milliseconds, as in vision
transformer   learns: thousands of operators of microseconds, the worst case for whoever watches each of them
generate      the same transformer writes a text in each step, token by token, with a cache of keys and values

--count prints what one step consists of, as PyTorch's own profiler counts it: a JSON object from the
names of operators to their numbers. --time waits for lines and answers each with the mean times of
STEPS steps, after those of --warm, so that several programs can take turns; with --profile under
torch.profiler with stacks, without what it does after the last step. For a line that is "rest", Plumb is asked to
pause meanwhile.
"""
import argparse
import json
import os
import sys
import time

import torch
from torch import nn
from torch.nn import functional as F

try:
    import plumb
except ImportError:  # nobody records
    plumb = None


class Block(nn.Module):
    def __init__(self, inner, stride=1, outer=None):
        super().__init__()
        outer = outer or inner
        self.conv1 = nn.Conv2d(outer, inner, 3, stride, 1, bias=False)
        self.norm1 = nn.BatchNorm2d(inner)
        self.conv2 = nn.Conv2d(inner, inner, 3, 1, 1, bias=False)
        self.norm2 = nn.BatchNorm2d(inner)
        if stride != 1 or inner != outer:
            self.shortcut = nn.Sequential(nn.Conv2d(outer, inner, 1, stride, bias=False), nn.BatchNorm2d(inner))
        else:
            self.shortcut = nn.Identity()

    def forward(self, x):
        y = F.relu(self.norm1(self.conv1(x)))
        return F.relu(self.norm2(self.conv2(y)) + self.shortcut(x))


class ResNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Conv2d(3, 32, 3, 1, 1)
        self.layers = nn.Sequential(Block(32), Block(32), Block(64, 2, 32), Block(64), Block(128, 2, 64), Block(128))
        self.classes = nn.Linear(128, 10)

    def forward(self, x):
        return self.classes(self.layers(self.stem(x)).mean((2, 3)))


class Attention(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.query = nn.Linear(width, width)
        self.key = nn.Linear(width, width)
        self.value = nn.Linear(width, width)
        self.out = nn.Linear(width, width)

    def forward(self, x, cache=None):
        batch, length, width = x.shape

        def split(part):
            return part(x).view(batch, length, self.heads, width // self.heads).transpose(1, 2)

        query, key, value = split(self.query), split(self.key), split(self.value)
        if cache is not None:
            if cache:
                key, value = torch.cat((cache["key"], key), 2), torch.cat((cache["value"], value), 2)
            cache["key"], cache["value"] = key, value
        weights = (query @ key.transpose(-1, -2)) / (width // self.heads) ** 0.5
        return self.out((weights.softmax(-1) @ value).transpose(1, 2).reshape(batch, length, width))


class Layer(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.attention = Attention(width, heads)
        self.norm1 = nn.LayerNorm(width)
        self.norm2 = nn.LayerNorm(width)
        self.up = nn.Linear(width, 4 * width)
        self.down = nn.Linear(4 * width, width)

    def forward(self, x, cache=None):
        x = x + self.attention(self.norm1(x), cache)
        return x + self.down(F.gelu(self.up(self.norm2(x))))


class Transformer(nn.Module):
    def __init__(self, width=32, heads=4, layers=4, words=64, length=8):
        super().__init__()
        self.embedding = nn.Embedding(words, width)
        self.position = nn.Parameter(torch.zeros(length, width))
        self.layers = nn.ModuleList([Layer(width, heads) for _ in range(layers)])
        self.out = nn.Linear(width, words)

    def forward(self, text):
        x = self.embedding(text) + self.position
        for layer in self.layers:
            x = layer(x)
        return self.out(x)

    def write(self, text, begin, caches):
        """What comes after a text that begins at a place; the caches hold what stands before it."""
        x = self.embedding(text) + self.position[begin : begin + text.shape[1]]
        for layer, cache in zip(self.layers, caches):
            x = layer(x, cache)
        return self.out(x[:, -1:]).argmax(-1)


def resnet(device):
    model = ResNet().to(device)
    images, classes = torch.randn(8, 3, 32, 32, device=device), torch.randint(0, 10, (8,), device=device)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9)

    def step():
        optimizer.zero_grad()
        F.cross_entropy(model(images), classes).backward()
        optimizer.step()

    return step


def transformer(device):
    model = Transformer().to(device)
    text = torch.randint(0, 64, (2, 8), device=device)
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3, foreach=False)

    def step():
        optimizer.zero_grad()
        F.cross_entropy(model(text).view(-1, 64), text.view(-1)).backward()
        optimizer.step()

    return step


def generate(device):
    model = Transformer(length=24).to(device).eval()
    prompt = torch.randint(0, 64, (1, 8), device=device)

    @torch.inference_mode()
    def step():
        caches = [{} for _ in model.layers]
        token, text = model.write(prompt, 0, caches), []
        for place in range(8, 24):
            text.append(token.item())
            token = model.write(token, place, caches)
        if plumb is not None:
            plumb.step()

    return step


def count(step):
    """The operators of one step, by PyTorch's own profiler."""
    step()  # the first one also makes the optimizer's state
    with torch.autograd.profiler.profile() as profile:
        step()
    counts = {}
    for event in profile.function_events:
        counts[event.name] = counts.get(event.name, 0) + 1
    print(json.dumps(counts))


def timed(step, steps, warm, profile, wait):
    for _ in range(8):
        step()
    profiler = torch.profiler.profile(with_stack=True) if profile else None
    if profiler:
        profiler.start()
    for line in sys.stdin:
        if plumb is not None:
            plumb.pause() if line.strip() == "rest" else plumb.resume()
        for _ in range(warm):
            step()
        wait()
        begin, begin_cpu = time.perf_counter(), time.process_time()
        for _ in range(steps):
            step()
        wait()
        wall, cpu = time.perf_counter() - begin, time.process_time() - begin_cpu
        print("%.4f ms wall, %.4f ms CPU" % (wall / steps * 1e3, cpu / steps * 1e3), flush=True)
    if profiler:
        os._exit(0)  # a profiler that was not stopped hangs when the interpreter ends


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("name", choices=("resnet", "transformer", "generate"))
    parser.add_argument("steps", type=int)
    parser.add_argument("--device", default="cpu", help="for example cuda, which ROCm's PyTorch calls AMD's GPUs, too")
    parser.add_argument("--count", action="store_true")
    parser.add_argument("--time", action="store_true")
    parser.add_argument("--warm", type=int, default=0)
    parser.add_argument("--profile", action="store_true")
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    torch.manual_seed(0)
    torch.set_num_threads(options.threads)
    step = globals()[options.name](options.device)
    # What a GPU has to do is done when the host says so, and not when it has asked for it.
    wait = torch.cuda.synchronize if options.device.startswith("cuda") else lambda: None
    if options.count:
        count(step)
        return
    if options.time:
        timed(step, options.steps, options.warm, options.profile, wait)
        return
    for _ in range(options.steps):
        step()
    wait()
    print("%s: %d steps" % (options.name, options.steps))


if __name__ == "__main__":
    main()
