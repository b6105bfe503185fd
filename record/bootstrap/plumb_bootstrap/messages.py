"""What Plumb should know about this process: through its ring, or as a file where there is none."""
import os
import time

_sent = set()

# Of this moment: what the program does to its environment later is of no interest to its children.
_reader = int(os.environ.get("PLUMB_READER", "0"))


def process():
    """This process in names of files: Plumb knows those of other PID namespaces by both numbers."""
    number = os.getpid()
    try:
        space = str(os.stat("/proc/self/ns/pid").st_ino)
    except OSError:
        return str(number)
    # 0 where Plumb does not know its own.
    known = os.environ.get("PLUMB_NAMESPACE", "0")
    return str(number) if known in ("0", space) else "%d@%s" % (number, space)


def reader():
    """Plumb's number; 0 where it is not known, or another process's."""
    return 0 if "@" in process() else _reader


def is_abandoned():
    """Whether Plumb was killed: nobody reads what is recorded. Asked in a way of which no audit hook is told."""
    try:
        number = reader()
        if number:
            os.getpriority(os.PRIO_PROCESS, number)
    except ProcessLookupError:
        return True
    except OSError:
        pass
    return False


def tell(key, text):
    """Says something once; never fails, as the program would."""
    if (key, text) in _sent:
        return
    _sent.add((key, text))
    try:
        from . import native

        if native.say(key, text):
            return
        folder = os.path.join(os.environ["PLUMB_SESSION"], "messages")
        with open(os.path.join(folder, process() + ".txt"), "a", encoding="utf-8") as file:
            file.write("%s\t%s\n" % (key, text.replace("\n", " ")))
    except Exception:  # noqa: BLE001
        pass  # a process that has given up its rights, or the recording has ended


def lacks(what, why):
    """Something cannot be recorded here."""
    tell("lacks." + what, why)


def window(what, number):
    """A window of a profiler begins, ends, or is given up: the ring's clock and the system's at one moment."""
    before = time.monotonic_ns()
    system = time.time_ns()
    between = (before + time.monotonic_ns()) // 2
    tell("window." + what, "%d %d %d" % (number, between, system))
