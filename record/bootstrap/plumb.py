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
    from plumb_bootstrap import ranges as _ranges
except ImportError:
    _ranges = None


class scope:
    """A named part of the program: a context manager, or a decorator of a function."""

    __slots__ = ("_name", "_number")

    def __init__(self, name):
        self._name = str(name)
        self._number = -1

    def __enter__(self):
        if _ranges is not None:
            number = _ranges.enter(self._name)
            if number >= 0:
                self._number = number
        return self

    def __exit__(self, *failure):
        # The number stays: it is that of the name, and this may be open more than once.
        if self._number >= 0:
            _ranges.leave(self._number)
        return False

    def __call__(self, function):
        @functools.wraps(function)
        def named(*args, **kwargs):
            with scope(self._name):
                return function(*args, **kwargs)

        return named


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
