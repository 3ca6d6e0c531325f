"""The works of `cargo run --release --bin bench`, done by Python libraries in the way their users write them.

python peers.py WORK THREADS prints a JSON list of {"peer", "seconds"}: the best of a few runs of each library that is
installed, in f32 as is usual there. A library that is missing is left out and named on stderr.
"""

import json
import math
import sys
import time

work, threads = sys.argv[1], int(sys.argv[2])
runs = 5


def best(run):
    run()
    seconds = []
    for _ in range(runs):
        start = time.perf_counter()
        run()
        seconds.append(time.perf_counter() - start)
    return min(seconds)


def numpy_peer():
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

    return {"sde": lambda: sde(100_000, 200, 10, 1), "paths": lambda: paths(10_000, 1_000)}


def torch_peer():
    import torch

    torch.set_num_threads(threads)

    def sde(n, steps, rate, sigma):
        h = 1 / steps
        x = torch.linspace(-10, 10, n)
        for _ in range(steps):
            x = x + h * (-rate * x) + sigma * math.sqrt(h) * torch.randn(n)
        return x

    def paths(n, steps):
        return torch.cumsum(torch.randn(steps, n) * math.sqrt(1 / steps), 0)

    angles = torch.arange(8) * (math.pi / 4)
    means = 4 * torch.stack([torch.cos(angles), torch.sin(angles)], 1)  # (8, 2)

    def velocity(t, x):
        spread = t * t * 0.25 + (1 - t) ** 2
        offset = x[:, None, :] - t * means  # (n, 8, 2)
        share = torch.softmax(-(offset**2).sum(2) / (2 * spread), 1)
        slope = (t * 0.25 - (1 - t)) / spread
        return (share[:, :, None] * (means + slope * offset)).sum(1)

    def ode(n, steps):
        x, h = torch.randn(n, 2), 1 / steps
        for i in range(steps):
            x = x + h * velocity(i / steps, x)
        return x

    def network(layers, width):
        widths = [3] + [width] * layers
        parts = [part for i, o in zip(widths, widths[1:]) for part in (torch.nn.Linear(i, o), torch.nn.SiLU())]
        return torch.nn.Sequential(*parts, torch.nn.Linear(width, 2))

    def checkerboard(n):
        column = torch.rand(n) * 4 - 2
        row = torch.rand(n) - 2 * torch.randint(0, 2, (n,)) + torch.floor(column) % 2
        return torch.stack([column, row], 1)

    def training(layers, width, batch, steps):
        net = network(layers, width)
        optimiser = torch.optim.Adam(net.parameters(), lr=2e-3)

        def run():
            for _ in range(steps):
                z, x0, t = checkerboard(batch), torch.randn(batch, 2), torch.rand(batch, 1)
                output = net(torch.cat([t * z + (1 - t) * x0, t], 1))
                loss = ((output - (z - x0)) ** 2).sum(1).mean()
                optimiser.zero_grad()
                loss.backward()
                optimiser.step()

        return run

    def sampling(layers, width, n=10_000, steps=100):
        net = network(layers, width)

        def run():
            x = torch.randn(n, 2)
            for i in range(steps):
                x = x + net(torch.cat([x, torch.full((n, 1), i / steps)], 1)) / steps
            return x

        return torch.no_grad()(run)

    def product():
        layer, rows = torch.nn.Linear(512, 512), torch.full((4096, 512), 0.5)
        return torch.no_grad()(lambda: layer(rows))

    no_grad = torch.no_grad()
    make = {
        "sde": lambda: no_grad(lambda: sde(100_000, 200, 10, 1)),
        "paths": lambda: no_grad(lambda: paths(10_000, 1_000)),
        "ode": lambda: no_grad(lambda: ode(10_000, 100)),
        "product": product,
        "train-3x64": lambda: training(3, 64, 1024, 200),
        "train-3x128": lambda: training(3, 128, 1024, 100),
        "train-3x256": lambda: training(3, 256, 1024, 40),
        "train-4x512": lambda: training(4, 512, 4096, 4),
        "sample-3x64": lambda: sampling(3, 64),
        "sample-3x256": lambda: sampling(3, 256),
        "sample-4x512": lambda: sampling(4, 512),
    }
    return {work: make[work]()} if work in make else {}


def torchsde_peer():
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

    return {"sde": torch.no_grad()(lambda: sde(100_000, 200))}


answers = []
for name, peer in [("numpy", numpy_peer), ("torch", torch_peer), ("torchsde", torchsde_peer)]:
    try:
        works = peer()
    except ImportError as error:
        print(f"{name} is left out: {error}", file=sys.stderr)
        continue
    if work in works:
        answers.append({"peer": name, "seconds": best(works[work])})
print(json.dumps(answers))
