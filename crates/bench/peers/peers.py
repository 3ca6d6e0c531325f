"""The works of `cargo run --release --bin bench`, done by Python libraries in the way their best users write them.

python peers.py WORK THREADS prints a JSON list of {"peer", "seconds"}: the best of a few runs of each library that is
installed, in f32 as is usual there. A library that is missing is left out and named on stderr; so is a work that one
cannot do, with its reason. python peers.py --versions prints what is installed, and the date.
"""

import json
import math
import os
import sys
import time

# A work is run at least so often and so many seconds: as many as ours is given before and after the peers together.
RUNS = 5
SECONDS = 2


def best(run):
    run()  # compiles, where there is something to compile
    run()
    seconds = []
    while len(seconds) < RUNS or sum(seconds) < SECONDS:
        start = time.perf_counter()
        run()
        seconds.append(time.perf_counter() - start)
    return min(seconds)


def of_sizes(sde, paths, ode, normals, training, sampling, digits, sampled_digits):
    """The works of the sizes that ours have."""
    return {
        "sde": lambda: sde(100_000, 200, 10, 1),
        "paths": lambda: paths(10_000, 1_000),
        "ode": lambda: ode(10_000, 100),
        "normals": normals,
        "train-3x64": lambda: training(3, 64, 1024, 200),
        "train-3x128": lambda: training(3, 128, 1024, 100),
        "train-3x256": lambda: training(3, 256, 1024, 40),
        "train-4x512": lambda: training(4, 512, 4096, 4),
        "sample-3x64": lambda: sampling(3, 64),
        "sample-3x256": lambda: sampling(3, 256),
        "sample-4x512": lambda: sampling(4, 512),
        "train-digits": lambda: digits(256, 200),
        "sample-digits": lambda: sampled_digits(1_000, 50),
    }


def numpy_works(threads):
    import numpy as np

    rng = np.random.default_rng(0)

    def sde(n, steps, rate, sigma):
        h = 1 / steps
        x = np.linspace(-10, 10, n, dtype=np.float32)
        a, b = np.float32(1 - rate * h), np.float32(sigma * math.sqrt(h))
        for _ in range(steps):
            x = a * x + b * rng.standard_normal(n, dtype=np.float32)
        return x

    def paths(n, steps):
        dw = rng.standard_normal((steps, n), dtype=np.float32) * np.float32(math.sqrt(1 / steps))
        return np.cumsum(dw, axis=0)

    return {"sde": lambda: lambda: sde(100_000, 200, 10, 1), "paths": lambda: lambda: paths(10_000, 1_000)}


def torch_works(threads, compiled=False):
    import torch

    torch.set_num_threads(threads)
    no_grad = torch.no_grad()
    faster = torch.compile if compiled else lambda function: function

    def sde(n, steps, rate, sigma):
        h = 1 / steps

        @faster
        def step(x):
            return x + h * (-rate * x) + sigma * math.sqrt(h) * torch.randn_like(x)

        def run():
            x = torch.linspace(-10, 10, n)
            for _ in range(steps):
                x = step(x)
            return x

        return no_grad(run)

    def paths(n, steps):
        @faster
        def run():
            return torch.cumsum(torch.randn(steps, n) * math.sqrt(1 / steps), 0)

        return no_grad(run)

    def ode(n, steps):
        angles = torch.arange(8) * (math.pi / 4)
        means = 4 * torch.stack([torch.cos(angles), torch.sin(angles)], 1)  # (8, 2)

        @faster
        def step(t, x):
            spread = t * t * 0.25 + (1 - t) ** 2
            offset = x[:, None, :] - t * means  # (n, 8, 2)
            share = torch.softmax(-(offset**2).sum(2) / (2 * spread), 1)
            slope = (t * 0.25 - (1 - t)) / spread
            return x + (share[:, :, None] * (means + slope * offset)).sum(1) / steps

        def run():
            x = torch.randn(n, 2)
            for i in range(steps):
                x = step(torch.tensor(i / steps), x)
            return x

        return no_grad(run)

    def network(layers, width, inputs=3, outputs=2):
        widths = [inputs] + [width] * layers
        parts = [part for i, o in zip(widths, widths[1:]) for part in (torch.nn.Linear(i, o), torch.nn.SiLU())]
        return torch.nn.Sequential(*parts, torch.nn.Linear(width, outputs))

    def checkerboard(n):
        column = torch.rand(n) * 4 - 2
        row = torch.rand(n) - 2 * torch.randint(0, 2, (n,)) + torch.floor(column) % 2
        return torch.stack([column, row], 1)

    def fit(net, loss, steps):
        optimiser = torch.optim.Adam(net.parameters(), lr=2e-3)
        loss = faster(loss)

        def run():
            for _ in range(steps):
                optimiser.zero_grad()
                loss().backward()
                optimiser.step()

        return run

    def training(layers, width, batch, steps):
        net = network(layers, width)

        def loss():
            z, x0, t = checkerboard(batch), torch.randn(batch, 2), torch.rand(batch, 1)
            output = net(torch.cat([t * z + (1 - t) * x0, t], 1))
            return ((output - (z - x0)) ** 2).sum(1).mean()

        return fit(net, loss, steps)

    waves = torch.arange(1, 5) * math.pi

    def digits(batch, steps, n=1197):
        net = network(3, 256, 64 + 9 + 10, 64)
        points, labels = torch.rand(n, 64) * 2 - 1, torch.nn.functional.one_hot(torch.randint(0, 10, (n,)), 10).float()

        def loss():
            picked, x0, t = torch.randint(0, n, (batch,)), torch.randn(batch, 64), torch.rand(batch, 1)
            z, told = points[picked], labels[picked] * (torch.rand(batch, 1) >= 0.1)
            output = net(torch.cat([t * z + (1 - t) * x0, t, torch.cos(waves * t), torch.sin(waves * t), told], 1))
            return ((output - (z - x0)) ** 2).sum(1).mean()

        return fit(net, loss, steps)

    def sampled_digits(n, steps):
        net, h = network(3, 256, 64 + 9 + 10, 64), 1 / steps
        told = torch.nn.functional.one_hot(torch.arange(n) % 10, 10).float()

        def field(t, x):
            times = torch.cat([t[None], torch.cos(waves * t), torch.sin(waves * t)])
            return net(torch.cat([x, times.expand(n, 9), told], 1))

        @faster
        def step(t, x):
            slope = field(t, x)
            return x + h / 2 * (slope + field(t + h, x + h * slope))

        def run():
            x = torch.randn(n, 64)
            for i in range(steps):
                x = step(torch.tensor(i * h), x)
            return x

        return no_grad(run)

    def sampling(layers, width, n=10_000, steps=100):
        net = network(layers, width)

        @faster
        def step(t, x):
            return x + net(torch.cat([x, t.expand(n, 1)], 1)) / steps

        def run():
            x = torch.randn(n, 2)
            for i in range(steps):
                x = step(torch.tensor(i / steps), x)
            return x

        return no_grad(run)

    def product():
        layer, rows = torch.nn.Linear(512, 512), torch.full((4096, 512), 0.5)
        return no_grad(lambda: layer(rows))

    def normals():
        return no_grad(lambda: torch.randn(10_000_000))

    return {"product": product} | of_sizes(sde, paths, ode, normals, training, sampling, digits, sampled_digits)


def torchsde_works(threads):
    import torch
    import torchsde

    torch.set_num_threads(threads)

    class Linear(torch.nn.Module):
        noise_type, sde_type = "diagonal", "ito"

        def f(self, t, x):
            return -10 * x

        def g(self, t, x):
            return torch.ones_like(x)

    def sde(n, steps):
        x0, times = torch.linspace(-10, 10, n)[:, None], torch.tensor([0.0, 1.0])
        return torchsde.sdeint(Linear(), x0, times, dt=1 / steps, method="euler")

    return {"sde": lambda: torch.no_grad()(lambda: sde(100_000, 200))}


def jax_works(threads):
    import jax
    import jax.numpy as jnp

    def compiled(function):
        """What runs the compiled function on fresh keys, and waits for its end."""
        run, keys = jax.jit(function), iter(jax.random.split(jax.random.key(0), 1000))
        return lambda: jax.block_until_ready(run(next(keys)))

    def sde(n, steps, rate, sigma):
        h = 1 / steps

        def step(x, key):
            return x + h * (-rate * x) + sigma * math.sqrt(h) * jax.random.normal(key, (n,)), None

        return compiled(lambda key: jax.lax.scan(step, jnp.linspace(-10, 10, n), jax.random.split(key, steps))[0])

    def paths(n, steps):
        return compiled(lambda key: jnp.cumsum(jax.random.normal(key, (steps, n)) * math.sqrt(1 / steps), 0))

    def ode(n, steps):
        angles = jnp.arange(8) * (math.pi / 4)
        means = 4 * jnp.stack([jnp.cos(angles), jnp.sin(angles)], 1)

        def step(x, t):
            spread = t * t * 0.25 + (1 - t) ** 2
            offset = x[:, None, :] - t * means
            share = jax.nn.softmax(-(offset**2).sum(2) / (2 * spread), 1)
            slope = (t * 0.25 - (1 - t)) / spread
            return x + (share[:, :, None] * (means + slope * offset)).sum(1) / steps, None

        return compiled(lambda key: jax.lax.scan(step, jax.random.normal(key, (n, 2)), jnp.arange(steps) / steps)[0])

    def network(layers, width, inputs=3, outputs=2):
        key, widths = jax.random.key(1), [inputs] + [width] * layers + [outputs]
        keys = jax.random.split(key, len(widths))
        return [
            (jax.random.uniform(k, (i, o), minval=-1, maxval=1) / math.sqrt(i), jnp.zeros(o))
            for k, i, o in zip(keys, widths, widths[1:])
        ]

    def apply(net, x):
        for weight, bias in net[:-1]:
            x = jax.nn.silu(x @ weight + bias)
        return x @ net[-1][0] + net[-1][1]

    def fit(net, loss, steps):
        zeros = jax.tree.map(jnp.zeros_like, net)

        def step(state, key):
            net, m, v, k = state
            gradient = jax.grad(loss)(net, key)
            m = jax.tree.map(lambda m, g: 0.9 * m + 0.1 * g, m, gradient)
            v = jax.tree.map(lambda v, g: 0.999 * v + 0.001 * g * g, v, gradient)
            rate = 2e-3 * jnp.sqrt(1 - 0.999**k) / (1 - 0.9**k)
            net = jax.tree.map(lambda w, m, v: w - rate * m / (jnp.sqrt(v) + 1e-8), net, m, v)
            return (net, m, v, k + 1), None

        return compiled(lambda key: jax.lax.scan(step, (net, zeros, zeros, 1.0), jax.random.split(key, steps))[0])

    def training(layers, width, batch, steps):
        def loss(net, key):
            a, b, c, d, e = jax.random.split(key, 5)
            column = jax.random.uniform(a, (batch,)) * 4 - 2
            row = jax.random.uniform(b, (batch,)) - 2 * jax.random.randint(c, (batch,), 0, 2) + jnp.floor(column) % 2
            z, x0, t = jnp.stack([column, row], 1), jax.random.normal(d, (batch, 2)), jax.random.uniform(e, (batch, 1))
            output = apply(net, jnp.concatenate([t * z + (1 - t) * x0, t], 1))
            return ((output - (z - x0)) ** 2).sum(1).mean()

        return fit(network(layers, width), loss, steps)

    waves = jnp.arange(1, 5) * math.pi

    def digits(batch, steps, n=1197):
        points = jax.random.uniform(jax.random.key(2), (n, 64)) * 2 - 1
        labels = jax.nn.one_hot(jax.random.randint(jax.random.key(3), (n,), 0, 10), 10)

        def loss(net, key):
            a, b, c, d = jax.random.split(key, 4)
            picked, x0 = jax.random.randint(a, (batch,), 0, n), jax.random.normal(b, (batch, 64))
            t, kept = jax.random.uniform(c, (batch, 1)), jax.random.uniform(d, (batch, 1)) >= 0.1
            z, told = points[picked], labels[picked] * kept
            inputs = [t * z + (1 - t) * x0, t, jnp.cos(waves * t), jnp.sin(waves * t), told]
            return ((apply(net, jnp.concatenate(inputs, 1)) - (z - x0)) ** 2).sum(1).mean()

        return fit(network(3, 256, 64 + 9 + 10, 64), loss, steps)

    def sampled_digits(n, steps):
        net, h = network(3, 256, 64 + 9 + 10, 64), 1 / steps
        told = jax.nn.one_hot(jnp.arange(n) % 10, 10)

        def field(t, x):
            times = jnp.concatenate([t[None], jnp.cos(waves * t), jnp.sin(waves * t)])
            return apply(net, jnp.concatenate([x, jnp.broadcast_to(times, (n, 9)), told], 1))

        def step(x, t):
            slope = field(t, x)
            return x + h / 2 * (slope + field(t + h, x + h * slope)), None

        return compiled(lambda key: jax.lax.scan(step, jax.random.normal(key, (n, 64)), jnp.arange(steps) * h)[0])

    def sampling(layers, width, n=10_000, steps=100):
        net = network(layers, width)

        def step(x, t):
            return x + apply(net, jnp.concatenate([x, jnp.full((n, 1), t)], 1)) / steps, None

        return compiled(lambda key: jax.lax.scan(step, jax.random.normal(key, (n, 2)), jnp.arange(steps) / steps)[0])

    def normals():
        return compiled(lambda key: jax.random.normal(key, (10_000_000,)))

    return of_sizes(sde, paths, ode, normals, training, sampling, digits, sampled_digits)


def diffrax_works(threads):
    import diffrax
    import jax
    import jax.numpy as jnp

    def sde(n, steps):
        def solve(x0, key):
            path = diffrax.UnsafeBrownianPath(shape=(), key=key)
            drift = diffrax.ODETerm(lambda t, x, args: -10 * x)
            noise = diffrax.ControlTerm(lambda t, x, args: 1.0, path)
            terms, end = diffrax.MultiTerm(drift, noise), diffrax.SaveAt(t1=True)
            options = dict(saveat=end, adjoint=diffrax.DirectAdjoint(), max_steps=steps)
            return diffrax.diffeqsolve(terms, diffrax.Euler(), 0.0, 1.0, 1 / steps, x0, **options).ys[0]

        run, starts = jax.jit(jax.vmap(solve)), jnp.linspace(-10, 10, n)
        keys = iter(jax.random.split(jax.random.key(0), 1000))
        return lambda: jax.block_until_ready(run(starts, jax.random.split(next(keys), n)))

    return {"sde": lambda: sde(100_000, 200)}


PEERS = {
    "numpy": numpy_works,
    "torch": torch_works,
    "torch.compile": lambda threads: torch_works(threads, compiled=True),
    "torchsde": torchsde_works,
    "jax": jax_works,
    "diffrax": diffrax_works,
}


def versions():
    import datetime
    import importlib.metadata
    import platform

    found = [f"Python {platform.python_version()}"]
    for name in ["numpy", "torch", "torchsde", "jax", "diffrax"]:
        try:
            found.append(f"{name} {importlib.metadata.version(name)}")
        except importlib.metadata.PackageNotFoundError:
            pass
    return ", ".join(found) + f"; {datetime.date.today()}"


def answers(work, threads):
    for name, works in PEERS.items():
        try:
            make = works(threads).get(work)
            if make is not None:
                yield {"peer": name, "seconds": best(make())}
        except ImportError as error:
            print(f"{name} is left out: {error}", file=sys.stderr)
        except Exception as error:
            print(f"{name} does not do {work}: {type(error).__name__}: {str(error)[:200]}", file=sys.stderr)


if sys.argv[1] == "--versions":
    print(versions())
else:
    work, threads = sys.argv[1], int(sys.argv[2])
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:threads])  # some libraries know no other bound
    print(json.dumps(list(answers(work, threads))))
