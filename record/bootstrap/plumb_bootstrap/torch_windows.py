"""Windows of torch.profiler: a few steps now and then, exported for Plumb to merge and delete."""
import functools
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

# Two profilers at once are an error in some versions of PyTorch and the end of the process in others.
# The program's comes first: while it runs no window begins, and one that is open ends.
_programs_own = False
_ours = False


def install(torch):
    global _torch
    _torch = torch
    _observe_the_programs_own(torch.autograd.profiler)
    ranges.at_each_step(_step)
    ranges.at_each_pause(_pause)


def _observe_the_programs_own(module):
    """All of PyTorch's profilers call these functions, by their names in that module."""

    def around(name, before):
        original = getattr(module, name, None)
        if original is None:
            return

        @functools.wraps(original)
        def observed(*args, **kwargs):
            if not _ours:
                before()
            return original(*args, **kwargs)

        setattr(module, name, observed)

    around("_prepare_profiler", _theirs_begins)
    around("_enable_profiler", _theirs_begins)
    around("_disable_profiler", _theirs_ends)


def _theirs_begins():
    global _programs_own
    _programs_own = True
    if _profiler is not None:
        _end()


def _theirs_ends():
    global _programs_own
    _programs_own = False


def _pause(begins):
    """There are no steps meanwhile, at which windows begin and end."""
    if begins and _profiler is not None:
        _end()


def _wanted():
    if os.environ.get("PLUMB_WINDOWS") == "always":
        return True
    # Asking for devices would make a context of them; what the program has not begun is left alone.
    cuda = sys.modules.get("torch.cuda")
    return cuda is not None and cuda.is_initialized()


def _step():
    global _steps, _profiler, _until, _next, _ours
    _steps += 1
    if _profiler is not None:
        if _steps >= _until:
            _end()
        return
    if _programs_own or _steps < FIRST_STEP or time.monotonic() < _next or not _wanted():
        return
    if messages.is_abandoned():  # windows would be left behind, one after another
        ranges.forget(_step)
        return
    _ours = True
    try:
        kinds = [_torch.profiler.ProfilerActivity.CPU]
        if _torch.cuda.is_available() and _torch.cuda.is_initialized():
            kinds.append(_torch.profiler.ProfilerActivity.CUDA)
        profiler = _torch.profiler.profile(activities=kinds)
        messages.window("begin", _count)
        profiler.start()
        _profiler = profiler
        _until = _steps + STEPS
    except Exception as problem:  # noqa: BLE001
        _next = time.monotonic() + SECONDS_BETWEEN
        messages.lacks("windows of torch.profiler", repr(problem))
    finally:
        _ours = False


def _end():
    global _profiler, _count, _next, _ours
    profiler, _profiler = _profiler, None
    _next = time.monotonic() + SECONDS_BETWEEN
    _ours = True
    try:
        profiler.stop()
        if _steps <= _until - STEPS:
            messages.window("cancel", _count)  # the program's own began at once
            _count += 1
            return
        folder = os.path.join(os.environ["PLUMB_SESSION"], "windows")
        name = os.path.join(folder, "%s-%d.json" % (messages.process(), _count))
        profiler.export_chrome_trace(name + ".part")
        os.rename(name + ".part", name)
        messages.window("end", _count)
        _count += 1
    except Exception as problem:  # noqa: BLE001
        messages.lacks("windows of torch.profiler", repr(problem))
    finally:
        _ours = False
