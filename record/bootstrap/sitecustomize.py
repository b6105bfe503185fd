"""Runs at the start of every Python that is recorded: Plumb puts this folder on PYTHONPATH.

Whatever goes wrong in here must not reach the program; it is told to Plumb instead.
"""
import os
import sys

_HERE = os.path.dirname(os.path.abspath(__file__))


def _run_the_one_we_shadow():
    """The system or the environment may have a sitecustomize of its own, behind ours on the path."""
    import importlib.machinery
    import importlib.util

    others = [folder for folder in sys.path if os.path.abspath(folder or ".") != _HERE]
    spec = importlib.machinery.PathFinder.find_spec("sitecustomize", others)
    if spec is not None and spec.loader is not None and spec.origin != __file__:
        module = importlib.util.module_from_spec(spec)
        # What it defines is looked for under the name, as if it were the only one.
        sys.modules["sitecustomize"] = module
        spec.loader.exec_module(module)


if os.environ.get("PLUMB_SESSION"):
    try:
        from plumb_bootstrap import start

        start.run()
    except Exception as problem:  # noqa: BLE001
        try:
            from plumb_bootstrap import messages

            messages.tell("bootstrap", repr(problem))
        except Exception:  # noqa: BLE001
            pass

# Not guarded: where its own sitecustomize fails, a program sees that with us as without us.
_run_the_one_we_shadow()
