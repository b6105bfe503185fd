"""Windows of torch.profiler: a few steps now and then, exported for Plumb to merge and delete."""
import os
import sys
import time

from . import messages, ranges

FIRST_STEP = 5
STEPS = 3
SECONDS_BETWEEN = 30

_profiler = None
_count = 0
_steps = 0
_until = 0
_next = 0.0
_torch = None


def install(torch):
    global _torch
    _torch = torch
    ranges.at_each_step(_step)


def _wanted():
    if os.environ.get("PLUMB_WINDOWS") == "always":
        return True
    # Asking for devices would make a context of them; what the program has not begun is left alone.
    cuda = sys.modules.get("torch.cuda")
    return cuda is not None and cuda.is_initialized()


def _step():
    global _steps, _profiler, _until, _next
    _steps += 1
    if _profiler is not None:
        if _steps >= _until:
            _end()
        return
    if _steps < FIRST_STEP or time.monotonic() < _next or not _wanted():
        return
    try:
        kinds = [_torch.profiler.ProfilerActivity.CPU]
        if _torch.cuda.is_available() and _torch.cuda.is_initialized():
            kinds.append(_torch.profiler.ProfilerActivity.CUDA)
        profiler = _torch.profiler.profile(activities=kinds)
        messages.window("begin", _count)
        profiler.start()
        _profiler = profiler
        _until = _steps + STEPS
    except Exception as problem:  # noqa: BLE001  the program's own profiler may be running
        _next = time.monotonic() + SECONDS_BETWEEN
        messages.lacks("windows of torch.profiler", repr(problem))


def _end():
    global _profiler, _count, _next
    profiler, _profiler = _profiler, None
    _next = time.monotonic() + SECONDS_BETWEEN
    try:
        profiler.stop()
        folder = os.path.join(os.environ["PLUMB_SESSION"], "windows")
        name = os.path.join(folder, "%d-%d.json" % (os.getpid(), _count))
        profiler.export_chrome_trace(name + ".part")
        os.rename(name + ".part", name)
        messages.window("end", _count)
        _count += 1
    except Exception as problem:  # noqa: BLE001
        messages.lacks("windows of torch.profiler", repr(problem))
