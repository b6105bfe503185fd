"""Decides at the start of a process what is observed in it."""
import os
import sys

from . import imports, messages


def run():
    _leave_hip_alone()
    if messages.is_abandoned():
        return
    signals = int(os.environ.get("PLUMB_SIGNALS_HZ", "0"))
    imports.when("torch", _torch)
    imports.when("jax", _jax)
    if signals > 0:
        from . import native

        if native.open_ring():
            native.sample(signals)


def _leave_hip_alone():
    """Where windows are taken, HIP need not load the profiler that Plumb's launcher named."""
    if os.environ.get("PLUMB_GPU") != "auto":
        return
    for name, ours in (
        ("ROCP_TOOL_LIBRARIES", "PLUMB_LIBRARY"),
        ("ROCPROFILER_REGISTER_LIBRARY", "PLUMB_ROCPROFILER"),
    ):
        if name in os.environ and os.environ[name] == os.environ.get(ours):
            del os.environ[name]


def _torch(torch):
    from . import torch_hooks

    torch_hooks.install(torch)


def _jax(jax):
    from . import jax_windows

    jax_windows.install(jax)
