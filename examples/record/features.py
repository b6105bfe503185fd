"""Features of PyTorch, each a part of a program to record: python3 features.py PART...

Each part runs twice: once before, which makes what is made once, and once in a plumb.scope, where it is
counted. What PyTorch's own profiler counts in the second run is printed as a JSON object: from the
parts to the names of operators to their numbers. Both see at::RecordFunction, so they count the same
things, without knowing of each other. Runs without Plumb too.
"""
import contextlib
import json
import sys
import threading

import torch
from torch import nn
from torch.nn import functional as F
from torch.utils import checkpoint

try:
    import plumb
except ImportError:
    plumb = None


class Net(nn.Module):
    def __init__(self, width=16):
        super().__init__()
        self.first = nn.Linear(width, width)
        self.second = nn.Linear(width, width)

    def forward(self, x):
        return self.second(F.gelu(self.first(x)))


def data():
    return torch.randn(8, 16)


def train(model, optimizer):
    optimizer.zero_grad()
    model(data()).square().mean().backward()
    optimizer.step()


def foreach():
    model = Net()
    optimizer = torch.optim.AdamW(model.parameters(), foreach=True)
    return lambda: train(model, optimizer)


def fused():
    model = Net()
    optimizer = torch.optim.AdamW(model.parameters(), fused=True)
    return lambda: train(model, optimizer)


def checkpointed(reentrant):
    model = Net()

    def run():
        x = data().requires_grad_()
        checkpoint.checkpoint(model, x, use_reentrant=reentrant).sum().backward()

    return run


def checkpoint_reentrant():
    return checkpointed(True)


def checkpoint_hooks():
    return checkpointed(False)


def autocast():
    model = Net()

    def run():
        with torch.autocast("cpu", dtype=torch.bfloat16):
            y = model(data())
        y.float().sum().backward()

    return run


def inference():
    model = Net()

    def run():
        with torch.inference_mode():
            model(data())

    return run


class Failing(nn.Module):
    """Fails in an operator, as a wrong shape does, and in Python, two modules deep."""

    def __init__(self):
        super().__init__()
        self.inner = Net()
        self.wrong = nn.Linear(3, 3)

    def forward(self, x, kind):
        y = self.inner(x)
        if kind == "operator":
            return self.wrong(y)
        raise ValueError(kind)


def failure():
    model = Failing()

    def run():
        for kind in ("operator", "python"):
            try:
                model(data(), kind)
            except (RuntimeError, ValueError):
                pass
        model.inner(data()).sum().backward()

    return run


def hooks():
    model = Net()
    model.first.register_forward_pre_hook(lambda module, inputs: (inputs[0] * 2,))
    model.first.register_forward_hook(lambda module, inputs, output: output + 1)
    model.second.register_full_backward_hook(lambda module, inward, outward: (inward[0] * 0.5,))
    return lambda: model(data().requires_grad_()).sum().backward()


def script():
    model = torch.jit.script(Net())

    def run():
        model(data()).sum().backward()

    for _ in range(3):
        run()  # until what is specialised while running is
    return run


def functional():
    weights = torch.randn(16, 16)

    def loss(w, x):
        return (x @ w).tanh().sum()

    def run():
        torch.func.vmap(torch.func.grad(loss), (None, 0))(weights, data())

    return run


class Double(torch.autograd.Function):
    @staticmethod
    def forward(context, x):
        return x * 2

    @staticmethod
    def backward(context, gradient):
        return gradient * 2


def custom():
    return lambda: Double.apply(data().requires_grad_()).sum().backward()


def threads():
    """Forward on one thread, backward on another."""
    model = Net()

    def run():
        y = model(data()).sum()
        other = threading.Thread(target=y.backward)
        other.start()
        other.join()

    return run


def compiled():
    model = torch.compile(Net())
    return lambda: model(data()).sum().backward()


PARTS = {
    each.__name__: each
    for each in (
        foreach,
        fused,
        checkpoint_reentrant,
        checkpoint_hooks,
        autocast,
        inference,
        failure,
        hooks,
        script,
        functional,
        custom,
        threads,
        compiled,
    )
}


def main():
    torch.manual_seed(0)
    torch.set_num_threads(1)
    counts = {}
    for name in sys.argv[1:]:
        run = PARTS[name]()
        run()
        counts[name] = {}
        # Other threads' operators are counted where the profiler is asked for all threads.
        with torch.profiler.profile(activities=[torch.profiler.ProfilerActivity.CPU]) as profile:
            with plumb.scope("counted " + name) if plumb else contextlib.nullcontext():
                run()
        # What it counts itself: its tables leave out operators that do nothing but call another of their name.
        for event in profile.profiler.kineto_results.events():
            key = event.name()
            counts[name][key] = counts[name].get(key, 0) + 1
    print(json.dumps(counts))


if __name__ == "__main__":
    main()
