"""Windows of jax.profiler: a moment now and then, for Plumb to merge and delete."""
import _thread
import functools
import os
import sys
import threading
import time

from . import messages, native, ranges

# A window of what a program does to begin with, which compiles most, says little of the rest: the first
# one comes when some steps are done, or after a while where no steps are told.
FIRST_STEPS = 5
FIRST_SECONDS = 10.0
SECONDS = 1.0
SECONDS_BETWEEN = 30.0

_jax = None
_steps = 0
_warm = threading.Event()

# JAX has one profiler, and the program's use comes first: it ends a window that is open. So does a pause.
_open = threading.Lock()
_programs_own = threading.Event()
_must_end = threading.Event()
_start_trace = _stop_trace = None


def install(jax):
    global _jax
    native.open_ring()
    messages.tell("framework", "jax " + str(getattr(jax, "__version__", "?")))
    _jax = jax
    if os.environ.get("PLUMB_WINDOWS", "auto") != "never":
        _observe_the_programs_own(jax)
        ranges.at_each_step(_step)
        ranges.at_each_pause(_pause)
        _thread.start_new_thread(_run, ())  # none that the program would find among its own


def _wanted():
    if os.environ.get("PLUMB_WINDOWS") == "always":
        return True
    # Asking for devices would begin them; what the program has not begun is left alone.
    bridge = getattr(getattr(_jax, "_src", None), "xla_bridge", None)
    begun = getattr(bridge, "backends_are_initialized", None)
    return begun is not None and begun() and _jax.default_backend() != "cpu"


def _observe_the_programs_own(jax):
    global _start_trace, _stop_trace
    _start_trace, _stop_trace = jax.profiler.start_trace, jax.profiler.stop_trace

    @functools.wraps(_start_trace)
    def start_trace(*args, **kwargs):
        _programs_own.set()
        _end_window()
        return _start_trace(*args, **kwargs)

    @functools.wraps(_stop_trace)
    def stop_trace(*args, **kwargs):
        try:
            return _stop_trace(*args, **kwargs)
        finally:
            _programs_own.clear()

    # The context manager calls them by their names where they are defined.
    for module in (jax.profiler, sys.modules.get(_start_trace.__module__)):
        if getattr(module, "start_trace", None) is _start_trace:
            module.start_trace, module.stop_trace = start_trace, stop_trace


def _end_window():
    _must_end.set()
    with _open:
        pass  # it has ended


def _pause(begins):
    if begins:
        _end_window()


def _step():
    global _steps
    _steps += 1
    if _steps == FIRST_STEPS:
        ranges.forget(_step)
        _warm.set()


def _run():
    count = 0
    length = float(os.environ.get("PLUMB_WINDOW_SECONDS", SECONDS))
    _warm.wait(float(os.environ.get("PLUMB_WINDOW_FIRST", FIRST_SECONDS)))
    while not messages.is_abandoned():  # windows would be left behind, one after another
        try:
            if _wanted():
                with _open:
                    _must_end.clear()
                    if not _programs_own.is_set() and not ranges.is_paused():
                        _window(count, length)
                        count += 1
        except Exception as problem:  # noqa: BLE001  there are other ways to use the profiler
            messages.lacks("windows of jax.profiler", repr(problem))
        time.sleep(SECONDS_BETWEEN)


def _window(count, length):
    folder = os.path.join(os.environ["PLUMB_SESSION"], "windows")
    name = os.path.join(folder, "%s-jax-%d" % (messages.process(), count))
    messages.window("begin", count)
    _start_trace(name + ".part")
    try:
        _must_end.wait(length)
    finally:
        _stop_trace()
    os.rename(name + ".part", name)
    messages.window("end", count)
