"""The ring written by Python alone, where the library cannot be loaded: modules, scopes and steps,
without Python stacks. The layout is that of record/native/plumb.h."""
import atexit
import itertools
import mmap
import os
import struct
import threading
import time

from . import budget, messages

# Where the head says what was paused: since when, how long and how often before, CPU time; and the last pauses.
PAUSED_SINCE, PAUSED, PAUSES = 120, 1024, 4032

SLOTS = 64
EVENT_BYTES = 1 << 18
HEADER_BYTES, CONTROL_BYTES = 65536, 4096
SLOT_BYTES = CONTROL_BYTES + EVENT_BYTES

START, END, NAME, STEP, NOTE, PAD = 1, 2, 3, 6, 8, 9
MODULE, SCOPE = 64, 65

# How often it is asked whether Plumb is still there, ns.
READER = 50000000

_event = struct.Struct("<IIQQq")
_map = None
_words = None  # the same as words of eight bytes, see _made
_names = {}
_numbers = {}
_next_number = itertools.count()
_lock = threading.RLock()  # a handler of signals may come while it is held
_local = threading.local()
_steps = 0
_stepped = 0  # when the last step ended, ns; 0: there was none, or a pause since
_next_slot = itertools.count()
_observes_ends = []
_cpu = 0  # when the pause began, ns
_clock = time.monotonic_ns
_account = None  # of what recording costs
_folder = ""
_file = ""
_asked = 0  # when it was asked whether Plumb is still there, ns
_abandoned = False
_abandoned_listeners = []


def is_open():
    """Whether this is what writes; also in a child that can have no ring, where it then does nothing."""
    return bool(_observes_ends)


def open_ring():
    """Makes this process's ring; false if there can be none."""
    global _folder, _file, _next_slot, _account
    if _map is not None:
        return True
    if _abandoned or messages.is_abandoned():
        return False
    part = None
    try:
        if _account is None:
            # Of this moment: what the program does to its environment later is of no interest to its children.
            _folder = os.path.join(os.environ["PLUMB_SESSION"], "rings")
            _account = budget.Account(float(os.environ.get("PLUMB_BUDGET", "0.05")))
        name = _new_name()
        if name is None:
            return False
        size = HEADER_BYTES + SLOTS * SLOT_BYTES
        fd = os.open(name + ".part", os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        part = name + ".part"
        try:
            # All of it at once: memory that is not there would be a SIGBUS later.
            os.posix_fallocate(fd, 0, size)
            made = mmap.mmap(fd, size)
        finally:
            os.close(fd)
        struct.pack_into("<8I", made, 0, 0, 2, os.getpid(), os.getppid(), SLOTS, CONTROL_BYTES, EVENT_BYTES, 0)
        # All slots may be in use: threads that begin together would count them wrong, and empty ones say so.
        struct.pack_into("<QIIII", made, 32, time.monotonic_ns(), SLOTS, 0, 0, messages.reader())
        struct.pack_into("<I", made, 0, 0x424D4C50)
        os.rename(name + ".part", name)
        _file = name
        _made(made)
        _next_slot = itertools.count()
    except Exception as problem:  # noqa: BLE001
        messages.lacks("ring", repr(problem))
        if part is not None:
            _remove(part)
        return False
    if not _observes_ends:
        _observes_ends.append(True)  # once: children inherit it
        atexit.register(_ended)
        os.register_at_fork(after_in_child=_forked)
    return True


def _new_name():
    """Where this process's ring may be; None where it has one: that of another interpreter in it."""
    process = messages.process()
    for life in range(1000):  # before it became this program it may have left one
        name = os.path.join(_folder, process + ("-%d.ring" % life if life else ".ring"))
        if not os.path.exists(name):
            return name
        if life == 0 and _is_beside():
            return None
    return None


def _is_beside():
    """Whether this interpreter is not the process's first one."""
    try:
        import _interpreters as interpreters
    except ImportError:  # before 3.13
        try:
            import _xxsubinterpreters as interpreters
        except ImportError:
            return False
    return interpreters.get_current() != interpreters.get_main()


def _remove(file):
    """Memory is what was short, mostly."""
    try:
        os.unlink(file)
    except OSError:
        pass


def when_abandoned(listener):
    """Calls listener() when Plumb is seen to be gone: in the thread that has seen it, whatever it is about to write."""
    _abandoned_listeners.append(listener)


def _ask(now):
    """Looks whether there is still somebody to record for."""
    global _asked, _abandoned
    _asked = now
    if _map is None or _abandoned or not messages.is_abandoned():
        return
    _abandoned = True
    _remove(_file)  # it stays mapped: other threads may be writing to it
    for listener in _abandoned_listeners:
        listener()


def _made(ring):
    """What the reader looks at while it is written is written by words: one store each. struct would
    write a zero before each, which is read now and then."""
    global _map, _words
    _map = ring
    _words = ring and memoryview(ring).cast("Q")


def _forked():
    global _local, _lock, _steps, _stepped
    _steps = _stepped = 0
    _lock = threading.RLock()  # whoever held it is not in the child
    paused = _map is not None and _words[PAUSED_SINCE >> 3]
    _made(None)
    _account.forked()
    _local = threading.local()
    if open_ring() and paused:
        plumb_pause()


def plumb_pause():
    global _cpu, _stepped
    _stepped = 0
    if _words is None:
        return
    _account.pause(_words)
    _cpu = time.process_time_ns()
    _words[PAUSED_SINCE >> 3] = time.monotonic_ns()


def plumb_resume():
    """In the order in which a reader may see it: a pause that is over is counted before it is no more."""
    if _words is None:
        return
    now = time.monotonic_ns()
    at = PAUSED_SINCE >> 3
    since, before, count, cpu = _words[at : at + 4]
    struct.pack_into("<QQ", _map, PAUSED + 16 * (count % PAUSES), since, now)
    _words[at + 3] = cpu + time.process_time_ns() - _cpu
    _words[at + 1] = before + now - since
    _words[at + 2] = count + 1
    _account.resume()
    _words[at] = 0


def _ended():
    if _map is None:
        return
    struct.pack_into("<I", _map, 48, 1)


class _Thread:
    """A slot of this thread."""

    def __init__(self):
        slot = next(_next_slot)
        self.works = _map is not None and slot < SLOTS
        if _map is None:
            return
        if not self.works:
            lost = struct.unpack_from("<I", _map, 44)[0]
            struct.pack_into("<I", _map, 44, lost + 1)
            return
        self.control = HEADER_BYTES + slot * SLOT_BYTES
        self.data = self.control + CONTROL_BYTES
        self.written = 0
        self.writing = False
        self.open = []
        self.defined = set()
        struct.pack_into("<I", _map, self.control + 296, 1)
        # Last, and its last word: from here on the slot is read.
        struct.pack_into("<II", _map, self.control + 256, threading.get_native_id(), 1)

    def room(self, size):
        """Where a record may be written; -1 (and counted) if the reader is behind."""
        at = self.written & (EVENT_BYTES - 1)
        left = EVENT_BYTES - at
        need = left + size if size > left else size
        if self.written + need - _words[(self.control >> 3) + 8] > EVENT_BYTES:
            self.lost()
            return -1
        if size > left:
            struct.pack_into("<II", _map, self.data + at, PAD, left)
            self.publish(left)
            at = 0
        return self.data + at

    def lost(self):
        _words[(self.control >> 3) + 33] += 1

    def publish(self, size):
        # One aligned store of eight bytes, after the record: x86-64 and the interpreter keep the order.
        self.written += size
        _words[self.control >> 3] = self.written

    def put(self, record):
        """Writes a record. Not (and counted) where a handler of signals comes while another is being written."""
        if self.writing:
            self.lost()
            return False
        try:
            self.writing = True
            at = self.room(len(record))
            if at >= 0:
                _map[at : at + len(record)] = record
                self.publish(len(record))
            return at >= 0
        finally:
            self.writing = False

    def event(self, kind, scope, depth, name, b):
        word = kind | scope << 8 | min(depth, 0xFFFF) << 16
        self.put(_event.pack(word, name, time.monotonic_ns(), 0, b))

    def define(self, number):
        text = _names[number].encode("utf-8", "replace")[:1000]
        if not self.put(_texts(NAME, number + 1, len(text), text)):
            return 0
        self.defined.add(number)
        return number + 1


def _texts(kind, first, second, text):
    """A record that ends in text."""
    size = (16 + len(text) + 31) & ~31
    return (struct.pack("<IIII", kind, size, first, second) + text).ljust(size, b"\0")


def _thread():
    thread = getattr(_local, "thread", None)
    if thread is None:
        thread = _local.thread = _Thread()
    return thread


def number(text):
    with _lock:
        known = _numbers.get(text)
        if known is None:
            known = next(_next_number)
            _names[known] = text
            _numbers[text] = known  # not before: a child may be forked in between
        return known


def _enter(scope, number):
    thread = _thread()
    if thread.works:
        begin = _clock()
        if begin - _asked > READER:
            _ask(begin)
        name = number + 1 if number in thread.defined else thread.define(number)
        # Whatever a handler of signals does meanwhile is inside of it.
        thread.open.append(number)
        thread.event(START, scope, len(thread.open) - 1, name, -1)
        _account.took(_clock() - begin)


def observes_module():
    """Whether a module that begins now is recorded. Asked at each call, so what mostly holds comes first."""
    account = _account
    account.calls += 1
    if account.calls % budget.CALLS == 0 and _words is not None:
        account.tick(_words)
    return account.on and _words is not None and not _words[PAUSED_SINCE >> 3]


def switch_modules(on):
    """For the trial that says what they cost."""
    _account.on = on


def begin_budget(event, hook):
    """Ns that recording a call of a module takes, and that its hook takes where it is not recorded."""
    _account.begin(event, hook)


def enter_module(number):
    _enter(MODULE, number)


def enter_scope(number):
    _enter(SCOPE, number)


def leave(number):
    thread = _thread()
    if thread.works and number in thread.open:
        depth = len(thread.open) - 1
        while thread.open[depth] != number:
            depth -= 1
        thread.event(END, 0, depth, 0, 0)
        del thread.open[depth:]


def step(source):
    global _steps, _stepped
    _steps += 1
    now = _clock()
    if now - _asked > READER:
        _ask(now)
    took, _stepped = now - _stepped if _stepped else 0, now
    recorded = _words is not None and _account.step(now, _words)
    thread = _thread()
    if thread.works:
        thread.put(_event.pack(STEP | source << 8 | recorded << 16, 32, now, _steps, took))


def say(key, text):
    if _map is None:
        return False
    thread = _thread()
    a, b = key.encode(), text.encode("utf-8", "replace")[:8000]
    return thread.works and thread.put(_texts(NOTE, len(a), len(b), a + b))
