"""Decides at the start of a process what is observed in it."""
import os
import sys

from . import imports, messages


def run():
    signals = int(os.environ.get("PLUMB_SIGNALS_HZ", "0"))
    imports.when("torch", _torch)
    imports.when("jax", _jax)
    if signals > 0:
        from . import native

        if native.open_ring():
            native.sample(signals)


def _torch(torch):
    from . import torch_hooks

    torch_hooks.install(torch)


def _jax(jax):
    from . import jax_windows

    jax_windows.install(jax)
