#!/usr/bin/env python3
"""Writes the memory snapshots that the tests read: the shapes of torch.cuda.memory._dump_snapshot.

    python3 make.py        # needs no torch; writes beside itself
"""
import os
import pathlib
import pickle

HERE = pathlib.Path(__file__).parent

FRAMES = [
    {"filename": "??", "name": "torch::unwind::unwind()", "line": 0},
    {"filename": "model.py", "name": "forward", "line": 12},
    {"filename": "train.py", "name": "main", "line": 3},
]


def block(size, state, frames, **more):
    return {"size": size, "requested_size": size - 8, "state": state, "frames": frames, **more}


def segment(address, blocks, **more):
    held = sum(b["size"] for b in blocks if b["state"] != "inactive")
    return {"device": 0, "address": address, "total_size": sum(b["size"] for b in blocks),
            "allocated_size": held, "active_size": held, "stream": 0, "segment_type": "large",
            "segment_pool_id": (0, 0), "is_expandable": False, "frames": [], "blocks": blocks, **more}


def entry(action, addr, size, **more):
    return {"action": action, "addr": addr, "size": size, "stream": 0, "frames": FRAMES, **more}


SNAPSHOT = {
    "segments": [
        segment(4096, [block(512, "active_allocated", FRAMES), block(1536, "inactive", [])]),
        segment(1 << 40, [block(2048, "active_pending_free", FRAMES)], segment_type="small"),
    ],
    "device_traces": [[
        entry("alloc", 4096, 512, time_us=1773270053858957),
        entry("alloc", 8192, 256, time_us=1773270053858960),
        entry("free_requested", 8192, 256, time_us=1773270053858970),
        entry("free_completed", 8192, 256, time_us=1773270053858980),
        entry("free_completed", 77, 128, time_us=1773270053858990),
    ], []],
    "external_annotations": [
        {"stage": "START", "name": "step", "device": 0, "time_us": 1773270053858950},
        {"stage": "END", "name": "step", "device": 0, "time_us": 1773270053858999},
    ],
    "allocator_settings": {"expandable_segments": False, "max_split_size": -1},
}


class Attack:
    def __reduce__(self):
        return (os.system, ("touch /tmp/plumb-was-here",))


def write(name, value, protocol):
    (HERE / name).write_bytes(pickle.dumps(value, protocol=protocol))


for protocol in range(6):
    write(f"snapshot-protocol-{protocol}.pickle", SNAPSHOT, protocol)
untimed = {"segments": SNAPSHOT["segments"],
           "device_traces": [[{k: v for k, v in e.items() if k != "time_us"}
                              for e in SNAPSHOT["device_traces"][0]]]}
write("without-times.pickle", untimed, 4)
write("segments-only.pickle", SNAPSHOT["segments"], 4)
write("runs-code.pickle", {"segments": [Attack()]}, 4)
write("runs-code-0.pickle", {"segments": [Attack()]}, 0)
write("other.pickle", {"weights": [1.0, 2.0], "segments_of_text": "x"}, 4)
circle = []
circle.append(circle)
write("circle.pickle", {"segments": circle, "device_traces": [circle]}, 4)
blocks = [block(512, "inactive", [])] * 2
shared = segment(0, blocks)
write("repeated.pickle", {"segments": [dict(shared, blocks=blocks * 200)] * 400}, 4)
write("blocks-of-other-kinds.pickle",
      {"segments": [dict(shared, blocks=[blocks[0], [], None, 7])]}, 4)
