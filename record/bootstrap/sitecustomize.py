"""Runs at the start of every Python that is recorded: Plumb puts this folder on PYTHONPATH.

Whatever goes wrong in here must not reach the program; it is told to Plumb instead.
"""
import os

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

# The system or the environment may have one of its own. Not guarded: where it fails, a program sees that with us as
# without us.
from plumb_bootstrap import shadowed  # noqa: E402

shadowed.run("sitecustomize")
