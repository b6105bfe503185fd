"""Calls back when a module has been imported, by a finder that only watches."""
import importlib.util
import sys

from . import messages

_waiting = {}


def when(name, callback):
    """Calls callback(module) once the module's own code has run."""
    if name in sys.modules:
        _call(callback, sys.modules[name])
        return
    if not _waiting:
        sys.meta_path.insert(0, _Finder())
    _waiting[name] = callback


def _call(callback, module):
    try:
        callback(module)
    except Exception as problem:  # noqa: BLE001
        messages.lacks(module.__name__, repr(problem))


class _Finder:
    _searching = False

    def find_spec(self, name, path=None, target=None):
        # Not ours, or ours and called by ourselves below.
        if name not in _waiting or self._searching:
            return None
        self._searching = True
        try:
            spec = importlib.util.find_spec(name)
        finally:
            self._searching = False
        if spec is None or not hasattr(spec.loader, "exec_module"):
            return spec
        run = spec.loader.exec_module

        def exec_module(module):
            run(module)
            callback = _waiting.pop(name, None)
            if callback is not None:
                _call(callback, module)

        try:
            spec.loader.exec_module = exec_module
        except AttributeError as problem:  # a loader that lets nobody watch
            messages.lacks(name, repr(problem))
        return spec
