"""Names parts of a program for Plumb, which puts this file on the path of what it records.

    import plumb

    for batch in batches:
        with plumb.scope("forward"):
            ...
        plumb.step()

    plumb.pause()   # nothing is recorded from here
    evaluate()
    plumb.resume()  # to here

All of it does nothing where nothing is recorded. A program that also runs without Plumb may copy this file,
or say:  try: import plumb  except ImportError: plumb = None
"""
import functools

try:
    from plumb_bootstrap import ranges as _ranges, shadowed as _shadowed
except (ImportError, AttributeError):  # the latter in a Python that is not recorded, before 3.7
    _ranges = _shadowed = None

# co_flags of functions whose calls run later, and by turns; and of generators that may be awaited.
_GENERATOR, _COROUTINE, _AWAITABLE = 0x20, 0x80, 0x100


class scope:
    """A named part of the program: a context manager, or a decorator of a function.

    Of a generator or a coroutine each of its turns is the part, and not what runs while it waits.
    """

    __slots__ = ("_name", "_number")

    def __init__(self, name):
        self._name = str(name)
        self._number = -1

    def __enter__(self):
        number = -1 if _ranges is None else _ranges.enter(self._name)
        if number >= 0:
            # It stays: the object may be open several times, also on other threads.
            self._number = number
        return self

    def __exit__(self, *failure):
        # The number stays: it is that of the name, and this may be open more than once.
        if self._number >= 0:
            _ranges.leave(self._number)
        return False

    def __call__(self, function):
        flags = getattr(getattr(function, "__code__", None), "co_flags", 0)
        if flags & _COROUTINE:

            @functools.wraps(function)
            async def named(*args, **kwargs):
                return await _Awaited(self._name, function(*args, **kwargs))

        elif flags & _GENERATOR and not flags & _AWAITABLE:

            @functools.wraps(function)
            def named(*args, **kwargs):
                return (yield from _turns(self._name, function(*args, **kwargs)))

        else:

            @functools.wraps(function)
            def named(*args, **kwargs):
                with scope(self._name):
                    return function(*args, **kwargs)

        return named


def _turns(name, inner):
    """Runs a generator or a coroutine for its caller, each turn in a scope."""
    go_on = functools.partial(inner.send, None)
    try:
        while True:
            try:
                with scope(name):
                    result = go_on()
            except StopIteration as end:
                return end.value
            try:
                go_on = functools.partial(inner.send, (yield result))
            except GeneratorExit:
                inner.close()
                raise
            except BaseException as problem:  # noqa: BLE001  the inner one's to handle
                go_on = functools.partial(inner.throw, problem)
    finally:
        del go_on  # a failure that holds this call would be held by it


class _Awaited:
    """Turns of a coroutine."""

    __slots__ = ("_name", "_coroutine")

    def __init__(self, name, coroutine):
        self._name = name
        self._coroutine = coroutine

    def __await__(self):
        return _turns(self._name, self._coroutine)


def step():
    """Ends a step of the program: an iteration of its training loop, a request that it served."""
    if _ranges is not None:
        _ranges.step()


def pause():
    """Lets nothing of this process be recorded until resume(), nor of children that it forks.

    Pauses are not counted: the next resume() ends them, however often pause() was called.
    """
    if _ranges is not None:
        _ranges.pause()


def resume():
    """Ends a pause; does nothing where there is none."""
    if _ranges is not None:
        _ranges.resume()


# Last: a program may have a module of its own of this name, and it has nothing to do with all this.
if __name__ == "plumb" and _shadowed is not None and _shadowed.is_ours(__file__):
    _shadowed.run("plumb")
