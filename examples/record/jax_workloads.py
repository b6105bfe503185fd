"""Small loops in JAX to record: python3 jax_workloads.py NAME STEPS [--time]

resnet        learns: convolutions, as in vision
transformer   learns: matrix products and softmax
generate      the same transformer writes a text in each step, token by token, with a cache of keys and values

They run where JAX has its devices: JAX_PLATFORMS=cpu keeps them off a GPU. --time waits for lines and answers each
with the mean times of STEPS steps, so that several programs can take turns; for a line that is "rest", Plumb is
asked to pause meanwhile.
"""
import argparse
import functools
import sys
import time

import jax
import jax.numpy as jnp

try:
    import plumb
except ImportError:  # nobody records
    plumb = None

WIDTH, HEADS, LAYERS, WORDS, PROMPT, LENGTH = 32, 4, 4, 64, 8, 24


class Keys:
    """New random keys, one after the other."""

    def __init__(self):
        self.key = jax.random.key(0)

    def normal(self, *shape):
        self.key, one = jax.random.split(self.key)
        return jax.random.normal(one, shape)


def convolution(x, weights, stride=1):
    return jax.lax.conv_general_dilated(x, weights, (stride, stride), "SAME", dimension_numbers=("NHWC", "HWIO", "NHWC"))


def normalized(x, axes, part):
    mean, variance = x.mean(axes, keepdims=True), x.var(axes, keepdims=True)
    return (x - mean) * jax.lax.rsqrt(variance + 1e-5) * part["scale"] + part["shift"]


def norm(width):
    return {"scale": jnp.ones(width), "shift": jnp.zeros(width)}


def block(part, x, stride):
    y = jax.nn.relu(normalized(convolution(x, part["first"], stride), (0, 1, 2), part["norm1"]))
    y = normalized(convolution(y, part["second"]), (0, 1, 2), part["norm2"])
    shortcut = convolution(x, part["shortcut"], stride) if "shortcut" in part else x
    return jax.nn.relu(y + shortcut)


BLOCKS = ((32, 32, 1), (32, 64, 2), (64, 64, 1), (64, 128, 2), (128, 128, 1))


def resnet():
    keys = Keys()

    def made(outer, inner, stride):
        part = {
            "first": keys.normal(3, 3, outer, inner) * (9 * outer) ** -0.5,
            "second": keys.normal(3, 3, inner, inner) * (9 * inner) ** -0.5,
            "norm1": norm(inner),
            "norm2": norm(inner),
        }
        if stride != 1:
            part["shortcut"] = keys.normal(1, 1, outer, inner) * outer**-0.5
        return part

    weights = {
        "stem": keys.normal(3, 3, 3, 32) * 27**-0.5,
        "blocks": [made(*each) for each in BLOCKS],
        "classes": keys.normal(128, 10) * 128**-0.5,
    }
    images, classes = keys.normal(8, 32, 32, 3), jnp.arange(8)

    def loss(weights):
        x = convolution(images, weights["stem"])
        for part, (_, _, stride) in zip(weights["blocks"], BLOCKS):
            x = block(part, x, stride)
        return cross_entropy(x.mean((1, 2)) @ weights["classes"], classes)

    return learning(loss, weights)


def cross_entropy(logits, classes):
    return -jnp.take_along_axis(jax.nn.log_softmax(logits), classes[..., None], -1).mean()


def learning(loss, weights):
    @jax.jit
    def update(weights):
        slopes = jax.grad(loss)(weights)
        return jax.tree.map(lambda weight, slope: weight - 0.01 * slope, weights, slopes)

    def step():
        nonlocal weights
        weights = jax.block_until_ready(update(weights))

    return step


def transformer_weights(keys):
    def matrix(outer, inner):
        return keys.normal(outer, inner) * outer**-0.5

    def layer():
        names = ("query", "key", "value", "out")
        part = {name: matrix(WIDTH, WIDTH) for name in names}
        return part | {
            "up": matrix(WIDTH, 4 * WIDTH),
            "down": matrix(4 * WIDTH, WIDTH),
            "norm1": norm(WIDTH),
            "norm2": norm(WIDTH),
        }

    return {
        "embedding": matrix(WORDS, WIDTH),
        "position": jnp.zeros((LENGTH, WIDTH)),
        "layers": [layer() for _ in range(LAYERS)],
        "out": matrix(WIDTH, WORDS),
    }


def attention(part, x, cache, begin):
    """Attention of a text from a place on to what is before it and to itself; and the cache with it."""

    def split(name):
        return (x @ part[name]).reshape(*x.shape[:2], HEADS, WIDTH // HEADS).swapaxes(1, 2)

    cache = {
        name: jax.lax.dynamic_update_slice(cache[name], split(name), (0, 0, begin, 0)) for name in ("key", "value")
    }
    weights = split("query") @ cache["key"].swapaxes(-1, -2) * (WIDTH // HEADS) ** -0.5
    seen = jnp.arange(cache["key"].shape[2]) <= begin + jnp.arange(x.shape[1])[:, None]
    weights = jax.nn.softmax(jnp.where(seen, weights, -jnp.inf))
    return (weights @ cache["value"]).swapaxes(1, 2).reshape(x.shape) @ part["out"], cache


def logits(weights, text, caches, begin):
    position = jax.lax.dynamic_slice_in_dim(weights["position"], begin, text.shape[1])
    x, kept = weights["embedding"][text] + position, []
    for part, cache in zip(weights["layers"], caches):
        seen, cache = attention(part, normalized(x, -1, part["norm1"]), cache, begin)
        x = x + seen
        x = x + jax.nn.gelu(normalized(x, -1, part["norm2"]) @ part["up"]) @ part["down"]
        kept.append(cache)
    return x @ weights["out"], kept


def empty_caches(texts, length):
    shape = (texts, HEADS, length, WIDTH // HEADS)
    return [{"key": jnp.zeros(shape), "value": jnp.zeros(shape)} for _ in range(LAYERS)]


def transformer():
    text = jnp.arange(2 * PROMPT).reshape(2, PROMPT)
    caches = empty_caches(*text.shape)

    def loss(weights):
        return cross_entropy(logits(weights, text, caches, 0)[0], text)

    return learning(loss, transformer_weights(Keys()))


def generate():
    weights = transformer_weights(Keys())
    prompt = jnp.arange(PROMPT)[None]

    @functools.partial(jax.jit, donate_argnames="caches")
    def write(weights, text, caches, begin):
        ahead, caches = logits(weights, text, caches, begin)
        return ahead[:, -1:].argmax(-1), caches

    def step():
        token, caches = write(weights, prompt, empty_caches(1, LENGTH), 0)
        text = []
        for place in range(PROMPT, LENGTH):
            text.append(int(token[0, 0]))
            token, caches = write(weights, token, caches, place)

    return step


def stepped(step):
    step()
    if plumb is not None:
        plumb.step()


def timed(step, steps):
    for _ in range(8):
        step()
    for line in sys.stdin:
        if plumb is not None:
            plumb.pause() if line.strip() == "rest" else plumb.resume()
        begin, begin_cpu = time.perf_counter(), time.process_time()
        for _ in range(steps):
            stepped(step)
        wall, cpu = time.perf_counter() - begin, time.process_time() - begin_cpu
        print("%.4f ms wall, %.4f ms CPU" % (wall / steps * 1e3, cpu / steps * 1e3), flush=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("name", choices=("resnet", "transformer", "generate"))
    parser.add_argument("steps", type=int)
    parser.add_argument("--time", action="store_true")
    options = parser.parse_args()
    step = globals()[options.name]()
    if options.time:
        timed(step, options.steps)
        return
    for _ in range(options.steps):
        stepped(step)
    print("%s: %d steps" % (options.name, options.steps))


if __name__ == "__main__":
    main()
