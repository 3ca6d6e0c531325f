"""The transformer of this crate in PyTorch, with the same names, so that weights go both ways. Needs torch alone.

    python reference.py forward WEIGHTS INPUTS.json OUTPUTS.json BACK   # output of the weights; other weights, written from here
    python reference.py speed SECONDS BATCH PATCH DIM BLOCKS [cuda]       # pairs of training and samples in a second
    python reference.py answers WEIGHTS DIGITS                            # lesson 20: velocities in the first ten digits
    python reference.py new WEIGHTS                                       # fresh weights of the digits' sizes
"""

import json
import math
import struct
import sys
import time

import torch
from torch import nn
from torch.nn import functional as F


def features(t, m):
    """sqrt(2/m) times cosines, then sines, of m/2 frequencies from 1 to 1000; computed in f64."""
    k = torch.arange(m // 2, dtype=torch.float64, device=t.device)
    angles = t.double()[:, None] * 1000.0 ** (k / max(m // 2 - 1, 1))
    return (math.sqrt(2 / m) * torch.cat([angles.cos(), angles.sin()], 1)).float()


def norm(x):
    return F.layer_norm(x, x.shape[-1:], eps=1e-6)


class Attention(nn.Module):
    def __init__(self, dim, heads):
        super().__init__()
        self.heads = heads
        self.query, self.key, self.value, self.out = (nn.Linear(dim, dim) for _ in range(4))

    def forward(self, x):
        n, t, dim = x.shape
        q, k, v = (f(x).view(n, t, self.heads, -1).transpose(1, 2) for f in (self.query, self.key, self.value))
        return self.out(F.scaled_dot_product_attention(q, k, v).transpose(1, 2).reshape(n, t, dim))


class Block(nn.Module):
    def __init__(self, dim, heads):
        super().__init__()
        self.modulation = nn.Linear(dim, 6 * dim)
        self.attention = Attention(dim, heads)
        self.mlp = nn.ModuleList([nn.Linear(dim, 4 * dim), nn.Linear(4 * dim, dim)])

    def forward(self, x, c):
        shift_a, scale_a, gate_a, shift_m, scale_m, gate_m = self.modulation(c)[:, None].chunk(6, 2)
        x = x + gate_a * self.attention((1 + scale_a) * norm(x) + shift_a)
        return x + gate_m * self.mlp[1](F.silu(self.mlp[0]((1 + scale_m) * norm(x) + shift_m)))


class Dit(nn.Module):
    def __init__(self, side, channels, patch, dim, blocks, heads, labels):
        super().__init__()
        self.shape = dict(side=side, channels=channels, patch=patch, dim=dim, blocks=blocks, heads=heads, labels=labels)
        token = patch * patch * channels
        self.patch = nn.Linear(token, dim)
        self.positions = nn.Parameter(0.02 * torch.randn((side // patch) ** 2, dim))
        self.time = nn.ModuleList([nn.Linear(dim, dim), nn.Linear(dim, dim)])
        self.labels = nn.Parameter(0.02 * torch.randn(labels + 1, dim))
        self.blocks = nn.ModuleList(Block(dim, heads) for _ in range(blocks))
        self.end = nn.ModuleDict(dict(modulation=nn.Linear(dim, 2 * dim), linear=nn.Linear(dim, token)))
        for silent in [block.modulation for block in self.blocks] + [*self.end.values()]:
            nn.init.zeros_(silent.weight)
            nn.init.zeros_(silent.bias)

    def forward(self, x, t, y):
        side, channels, patch = (self.shape[name] for name in ("side", "channels", "patch"))
        n, across = len(x), side // patch
        x = x.view(n, across, patch, across, patch * channels).transpose(2, 3)
        x = self.patch(x.reshape(n, across * across, -1)) + self.positions
        c = self.time[1](F.silu(self.time[0](features(t, self.shape["dim"])))) + self.labels[y]
        c = F.silu(c)
        for block in self.blocks:
            x = block(x, c)
        shift, scale = self.end["modulation"](c)[:, None].chunk(2, 2)
        x = self.end["linear"]((1 + scale) * norm(x) + shift)
        return x.view(n, across, across, patch, patch * channels).transpose(2, 3).reshape(n, -1)


def load(path):
    """A network from a safetensors file: eight bytes of length, JSON, numbers."""
    data = open(path, "rb").read()
    (length,) = struct.unpack("<Q", data[:8])
    header = json.loads(data[8 : 8 + length])
    net = Dit(**json.loads(header.pop("__metadata__")["dit"]))
    weights = {}
    for name, entry in header.items():
        begin, end = (8 + length + offset for offset in entry["data_offsets"])
        weights[name] = torch.frombuffer(bytearray(data[begin:end]), dtype=torch.float32).view(entry["shape"])
    net.load_state_dict(weights)
    return net


def save(net, path):
    header, data = {"__metadata__": {"dit": json.dumps(net.shape)}}, b""
    for name, weight in net.state_dict().items():
        numbers = weight.cpu().contiguous().numpy().tobytes()
        header[name] = dict(dtype="F32", shape=list(weight.shape), data_offsets=[len(data), len(data) + len(numbers)])
        data += numbers
    text = json.dumps(header).encode()
    open(path, "wb").write(struct.pack("<Q", len(text)) + text + data)


def forward(weights, inputs, outputs, back):
    net, given = load(weights), json.load(open(inputs))
    x, t, y = torch.tensor(given["x"]), torch.tensor(given["t"], dtype=torch.float64), torch.tensor(given["y"])
    with torch.no_grad():
        first = net(x, t, y)
        torch.manual_seed(1)
        for weight in net.parameters():
            weight.add_(0.1 * torch.randn_like(weight))
        second = net(x, t, y)
    save(net, back)
    json.dump([first.tolist(), second.tolist()], open(outputs, "w"))


HEUN = 10


def speed(seconds, batch, patch, dim, blocks, device="cpu"):
    torch.manual_seed(0)
    net = Dit(8, 1, int(patch), int(dim), int(blocks), 4, 10).to(device)
    average = [weight.detach().clone() for weight in net.parameters()]
    adam = torch.optim.Adam(net.parameters(), lr=2e-3)
    batch = int(batch)
    data = torch.rand(1197, 64, device=device) * 2 - 1

    def step():
        z, t = data[torch.randint(1197, (batch,), device=device)], torch.rand(batch, 1, device=device)
        x0, y = torch.randn(batch, 64, device=device), torch.randint(11, (batch,), device=device)
        loss = (net(t * z + (1 - t) * x0, t[:, 0], y) - (z - x0)).square().sum() / batch
        adam.zero_grad()
        loss.backward()
        adam.step()
        with torch.no_grad():
            torch._foreach_lerp_(average, list(net.parameters()), 1e-3)
        return loss.item()

    def measured(round):
        for _ in range(5):
            round()
        start, rounds = time.time(), 0
        while time.time() - start < float(seconds):
            round()
            rounds += 1
        return rounds * batch / (time.time() - start)

    training = measured(step)
    y = torch.randint(10, (batch,), device=device)

    def samples():
        x, h = torch.randn(batch, 64, device=device), 1 / HEUN
        for k in range(HEUN):
            first = net(x, torch.full((batch,), k * h, device=device), y)
            second = net(x + h * first, torch.full((batch,), (k + 1) * h, device=device), y)
            x = x + 0.5 * h * (first + second)
        return x.cpu()

    with torch.inference_mode():
        sampling = measured(samples)
    print(f"PyTorch {torch.__version__} on {device}: {training:.0f} pairs/s of training, {sampling:.0f} samples/s in {HEUN} steps of Heun's method")


def answers(weights, digits):
    """A row for each of the first ten lines of flowlab's digits.txt: the 64 numbers of the velocity at t = 1/2, told the label."""
    lines = open(digits).read().splitlines()[:10]
    x = torch.tensor([[int(ink, 17) / 8 - 1 for ink in line[2:]] for line in lines])
    labels = torch.tensor([int(line[0]) for line in lines])
    with torch.no_grad():
        for row in load(weights)(x, torch.full((10,), 0.5), labels).tolist():
            print(",".join(f"{u:.8g}" for u in row))


def new(path):
    torch.manual_seed(0)
    save(Dit(8, 1, 4, 128, 2, 4, 10), path)


if __name__ == "__main__":
    dict(forward=forward, speed=speed, answers=answers, new=new)[sys.argv[1]](*sys.argv[2:])
