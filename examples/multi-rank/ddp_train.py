"""Trains a small network on four ranks with DistributedDataParallel; one trace a rank.

Gloo on the CPU, or NCCL where there are four GPUs. The last rank has more to do: its pictures are
larger and are shrunk on the way. The other three wait for its gradients.
"""

import argparse
import os
import sys
import tempfile

import torch
import torch.distributed as dist
import torch.multiprocessing as mp
from torch import nn
from torch.nn import functional as F
from torch.nn.parallel import DistributedDataParallel

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "torch"))
from recording import made_with, recording  # noqa: E402

RANKS = 4


def load(rank, batch):
    """A batch of pictures; the last rank's are larger and must be shrunk first."""
    scale = 16 if rank == RANKS - 1 else 1
    images = F.avg_pool2d(torch.rand(batch, 3, 32 * scale, 32 * scale), scale)
    return images, torch.randint(0, 10, (batch,))


def network():
    return nn.Sequential(
        nn.Conv2d(3, 16, 3, padding=1),
        nn.ReLU(),
        nn.Conv2d(16, 32, 3, stride=2, padding=1),
        nn.ReLU(),
        nn.AdaptiveAvgPool2d(1),
        nn.Flatten(),
        nn.Linear(32, 10),
    )


def train(rank, device_type, meeting_point, folder):
    torch.manual_seed(rank)
    device = torch.device(device_type, rank if device_type == "cuda" else None)
    backend = "gloo" if device_type == "cpu" else "nccl"
    dist.init_process_group(backend, init_method=f"file://{meeting_point}", rank=rank, world_size=RANKS)
    model = DistributedDataParallel(network().to(device), device_ids=[rank] if device_type == "cuda" else None)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
    skip, steps = 3, 2
    with recording(device_type, os.path.join(folder, f"rank{rank}.trace.json.gz"), skip, steps) as profiler:
        for _ in range(skip + steps):
            images, labels = load(rank, batch=8)
            loss = F.cross_entropy(model(images.to(device)), labels.to(device))
            loss.backward()
            optimizer.step()
            optimizer.zero_grad()
            profiler.step()
    dist.destroy_process_group()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--device", help="cpu or cuda; default: cuda if there are four")
    parser.add_argument("-o", "--output", default="DEVICE", help="folder; default: cpu or cuda")
    chosen = parser.parse_args()
    device = chosen.device or ("cuda" if torch.cuda.device_count() >= RANKS else "cpu")
    folder = chosen.output.replace("DEVICE", device)
    os.makedirs(folder, exist_ok=True)
    os.environ.setdefault("GLOO_SOCKET_IFNAME", "lo")
    print(made_with(device))
    with tempfile.TemporaryDirectory() as meeting:
        mp.spawn(train, (device, os.path.join(meeting, "point"), folder), nprocs=RANKS)


if __name__ == "__main__":
    main()
