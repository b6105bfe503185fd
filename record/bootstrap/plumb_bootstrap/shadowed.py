"""Modules of the program's that are called as one of ours, which stands before them on the path."""
import os
import sys

_HERE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def run(name):
    """Runs the one that the program would have without us, if there is one, in the place of ours."""
    import importlib.machinery
    import importlib.util

    others = [folder for folder in sys.path if os.path.abspath(folder or ".") != _HERE]
    spec = importlib.machinery.PathFinder.find_spec(name, others)
    # A folder without a file in it is a module as well, but nobody wrote one.
    if spec is not None and spec.loader is not None and spec.origin is not None:
        module = importlib.util.module_from_spec(spec)
        # What it defines is looked for under the name, as if it were the only one.
        sys.modules[name] = module
        spec.loader.exec_module(module)


def is_ours(file):
    """Whether a module's file is in the folder that is put on the path, and no copy of a program's."""
    return os.path.dirname(os.path.abspath(file)) == _HERE
