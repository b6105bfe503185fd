"""How the examples are recorded: one profiler setting for all of them, on whatever device there is."""

import argparse
import contextlib
import os
import platform
import sys

import torch
from torch.profiler import ProfilerActivity, profile, schedule

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import tidy  # noqa: E402


def options():
    """The command line that all examples share."""
    name = os.path.splitext(os.path.basename(sys.argv[0]))[0]
    parser = argparse.ArgumentParser()
    parser.add_argument("--device", help="cpu, or cuda (ROCm answers to it too); default: cuda if there is one")
    parser.add_argument("-o", "--output", help="default: NAME.DEVICE.trace.json.gz")
    chosen = parser.parse_args()
    chosen.device = chosen.device or ("cuda" if torch.cuda.is_available() else "cpu")
    chosen.output = chosen.output or f"{name}.{chosen.device}.trace.json.gz"
    torch.manual_seed(0)
    print(made_with(chosen.device))
    return chosen


@contextlib.contextmanager
def recording(device, output, skip, active):
    """Profiles `active` steps after `skip` that are not recorded; call `step()` after each."""
    # One thread: all work of an operator then lies inside it.
    torch.set_num_threads(1)
    activities = [ProfilerActivity.CPU]
    if device != "cpu":
        activities.append(ProfilerActivity.CUDA)

    def save(profiler):
        profiler.export_chrome_trace(output)
        tidy.tidy(output)

    with profile(
        activities=activities,
        schedule=schedule(wait=skip - 1, warmup=1, active=active, repeat=1),
        on_trace_ready=save,
        record_shapes=True,
        profile_memory=True,
        with_stack=True,
        with_modules=True,
    ) as profiler:
        yield profiler


def made_with(device):
    """What to note beside a recording."""
    where = "CPU" if device == "cpu" else torch.cuda.get_device_name()
    return f"torch {torch.__version__}, Python {platform.python_version()}, {where}"
