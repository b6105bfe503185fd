"""plumb.scope, plumb.step, plumb.pause, and who says when a step ends."""
import os
import threading

# Now, not when they are needed: by then a process may have given up its rights to read them, or the
# recording may have ended, and with it its folder.
from . import messages, native, rings

_enter = None
_leave = None
_step = None
_without = 0  # the process in which there can be no ring
_numbers = {}
MOST_NAMES = 1 << 14
MORE_NAMES = "[more names]"

# Who knows best comes first.
BY_PROGRAM, BY_OPTIMIZER, BY_LOADER = 1, 2, 3
_best = BY_LOADER
_listeners = []

_paused = False
_is_for_good = False  # as there is nobody any more to record for
_pause_listeners = []
_turning = threading.RLock()  # a handler of signals may pause, too, and must not wait for itself


def _ready():
    global _enter, _leave, _step, _without
    if _enter is not None:
        return True
    if _without == os.getpid() or not os.environ.get("PLUMB_SESSION"):
        return False
    if native.open_ring():
        _enter = native.function("enter_scope")
        _leave = native.function("leave")
        _step = native.function("step")
        return True
    if rings.open_ring():
        _enter, _leave, _step = rings.enter_scope, rings.leave, rings.step
        return True
    _without = os.getpid()
    return False


def enter(name):
    """Begins a named range; answers its number, -1 where nothing is recorded."""
    if _paused or (_enter is None and not _ready()):
        return -1
    number = _numbers.get(name)
    if number is None:
        number = number_of(name)
    if number >= 0:
        _enter(number)
    return number


def number_of(name):
    """The number of a name, in whatever writes to the ring; it keeps it for good. Some programs make a new name each time."""
    number = _numbers.get(name)
    if number is None and len(_numbers) >= MOST_NAMES:
        name = MORE_NAMES
        number = _numbers.get(name)
    if number is None:
        number = _numbers[name] = rings.number(name) if rings.is_open() else native.number(name)
    return number


def leave(number):
    _leave(number)


def step(source=BY_PROGRAM):
    """A step ends, says the program, its optimizer or its loader."""
    global _best
    if _paused or source > _best or (_step is None and not _ready()):
        return
    _best = source
    _step(source)
    for listener in tuple(_listeners):
        _tell(listener)


def _tell(listener, *what):
    """The program has asked for nothing that could fail."""
    try:
        listener(*what)
    except Exception as problem:  # noqa: BLE001
        messages.lacks("what comes with steps and pauses", repr(problem))


def at_each_step(listener):
    _listeners.append(listener)


def forget(listener):
    if listener in _listeners:  # another thread's step may have come here before
        _listeners.remove(listener)


def pause():
    """Lets nothing be recorded until resume()."""
    _turn(True)


def resume():
    if not _is_for_good:
        _turn(False)


def _abandoned():
    global _is_for_good
    _is_for_good = True
    _turn(True)


rings.when_abandoned(_abandoned)


def _turn(paused):
    """One at a time: else a thread that pauses while another resumes would leave a pause that nobody can end."""
    global _paused
    with _turning:
        if _paused == paused or not _ready():
            return
        _paused = paused
        writer = rings if rings.is_open() else native.library()
        if paused:
            for listener in tuple(_pause_listeners):
                _tell(listener, True)
            writer.plumb_pause()
        else:
            writer.plumb_resume()
            for listener in tuple(_pause_listeners):
                _tell(listener, False)


def _forked():
    """Whoever held the lock is not in the child."""
    global _turning
    _turning = threading.RLock()


os.register_at_fork(after_in_child=_forked)


def is_paused():
    return _paused


def at_each_pause(listener):
    """Calls listener(True) when a pause begins, and listener(False) when it has ended."""
    _pause_listeners.append(listener)
    if _paused:
        listener(True)
