"""Writes the same profile with Triton Proton as JSON and as MessagePack. Needs triton 3.8; no GPU.

    python make.py
"""

import pathlib
import shutil
import tempfile

from triton._C.libproton import proton

CASES = pathlib.Path(__file__).parent.parent / "cases"


def scope(name, metrics, inner=()):
    number = proton.record_scope()
    proton.enter_scope(number, name)
    proton.add_metrics(number, metrics, {})
    for each in inner:
        scope(*each)
    proton.exit_scope(number, name)


def record(path, output_format):
    session = proton.start(path, "shadow", "tree", "instrumentation", "cuda")
    scope(
        "step",
        {"flops": 1e6, "bytes": 123},
        [
            ("matmul_kernel", {"time (ns)": 1500, "count": 2}),
            ("loss: é" + "x" * 40, {"cpu_time (ns)": 7_777_777}),
            ("numbers", {"large": 1 << 40, "negative": -5, "fraction": 2.25}),
        ],
    )
    proton.finalize(session, output_format)


with tempfile.TemporaryDirectory() as folder:
    for output_format, case in (("hatchet", "proton"), ("hatchet_msgpack", "proton-msgpack")):
        record(folder + "/trace", output_format)
        name = "trace." + output_format
        shutil.copyfile(folder + "/" + name, CASES / case / "scopes-and-metrics" / name)
