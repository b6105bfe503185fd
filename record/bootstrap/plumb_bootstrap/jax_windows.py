"""Windows of jax.profiler: a moment now and then, for Plumb to merge and delete."""
import os
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


def install(jax):
    global _jax
    native.open_ring()
    messages.tell("framework", "jax " + str(getattr(jax, "__version__", "?")))
    _jax = jax
    if os.environ.get("PLUMB_WINDOWS", "auto") != "never":
        ranges.at_each_step(_step)
        threading.Thread(target=_run, name="plumb-windows", daemon=True).start()


def _wanted():
    if os.environ.get("PLUMB_WINDOWS") == "always":
        return True
    # Asking for devices would begin them; what the program has not begun is left alone.
    bridge = getattr(getattr(_jax, "_src", None), "xla_bridge", None)
    begun = getattr(bridge, "backends_are_initialized", None)
    return begun is not None and begun() and _jax.default_backend() != "cpu"


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
    while True:
        if _wanted():
            try:
                _window(count, length)
                count += 1
            except Exception as problem:  # noqa: BLE001  the program's own profiler may be running
                messages.lacks("windows of jax.profiler", repr(problem))
        time.sleep(SECONDS_BETWEEN)


def _window(count, length):
    folder = os.path.join(os.environ["PLUMB_SESSION"], "windows")
    name = os.path.join(folder, "%d-jax-%d" % (os.getpid(), count))
    messages.window("begin", count)
    _jax.profiler.start_trace(name + ".part")
    try:
        time.sleep(length)
    finally:
        _jax.profiler.stop_trace()
    os.rename(name + ".part", name)
    messages.window("end", count)
