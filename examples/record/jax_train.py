"""A small network trained by JAX, to record: python3 jax_train.py SECONDS [--devices N] [--torch]

Each step ends with plumb.step() where something records. --devices divides the batch over so many
devices of the CPU, by shard_map; --torch also runs an operator of PyTorch in each step, as programs do
that import both.
"""
import argparse
import os
import time

parser = argparse.ArgumentParser()
parser.add_argument("seconds", type=float)
parser.add_argument("--devices", type=int, default=1)
parser.add_argument("--torch", action="store_true")
options = parser.parse_args()
if options.devices > 1:
    os.environ["XLA_FLAGS"] = "--xla_force_host_platform_device_count=%d" % options.devices

import jax
import jax.numpy as jnp

if options.torch:
    import torch

try:
    import plumb
except ImportError:
    plumb = None


def network(weights, x):
    for matrix, bias in weights[:-1]:
        x = jnp.tanh(x @ matrix + bias)
    matrix, bias = weights[-1]
    return x @ matrix + bias


def loss(weights, x, y):
    return jnp.mean((network(weights, x) - y) ** 2)


def update(weights, x, y):
    value, slopes = jax.value_and_grad(loss)(weights, x, y)
    if options.devices > 1:
        value, slopes = jax.lax.pmean((value, slopes), "batch")
    return jax.tree.map(lambda weight, slope: weight - 0.01 * slope, weights, slopes), value


def compiled():
    if options.devices == 1:
        return jax.jit(update)
    part = jax.sharding.PartitionSpec
    automatic = (jax.sharding.AxisType.Auto,)
    mesh = jax.make_mesh((options.devices,), ("batch",), axis_types=automatic)
    return jax.jit(
        jax.shard_map(
            update, mesh=mesh, in_specs=(part(), part("batch"), part("batch")), out_specs=(part(), part())
        )
    )


def main():
    key = jax.random.key(0)
    sizes = (256, 512, 512, 64)
    weights = [
        (jax.random.normal(jax.random.fold_in(key, i), shape) * 0.05, jnp.zeros(shape[1]))
        for i, shape in enumerate(zip(sizes, sizes[1:]))
    ]
    x, y = jax.random.normal(key, (128, 256)), jnp.ones((128, 64))
    step = compiled()
    steps, end = 0, time.monotonic() + options.seconds
    while time.monotonic() < end:
        weights, value = step(weights, x, y)
        value.block_until_ready()
        if options.torch:
            torch.ones(8).exp()
        steps += 1
        if plumb:
            plumb.step()
    print("%d steps, loss %.4f" % (steps, float(value)), flush=True)


if __name__ == "__main__":
    main()
