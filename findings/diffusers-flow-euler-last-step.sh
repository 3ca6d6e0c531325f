#!/usr/bin/env bash
# diffusers 0.42.1: `FlowMatchEulerDiscreteScheduler`, asked for n steps, makes n - 1 even ones and a last one of a thousandth.
#
# Guess before running: of n steps each is 1/n of the way from noise to data; two steps of dx/dt = -x lead from 1 to 1/4.
# Seen: two steps are one of .999 and one of .001, and lead to .001, as a single step leads to 0. The times run evenly from the
# first to the last place of training, 1/1000, and the end is put behind them.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check diffusers==0.42.1 torch==2.15.0 numpy==2.4.1
venv/bin/python - <<'PYTHON'
import diffusers
import torch
from diffusers import FlowMatchEulerDiscreteScheduler

print("diffusers", diffusers.__version__)
for n in (2, 4, 10):
    scheduler = FlowMatchEulerDiscreteScheduler()
    scheduler.set_timesteps(n)
    steps = (scheduler.sigmas[:-1] - scheduler.sigmas[1:]).tolist()
    # dx/dt = -x from x = 1, with t = 1 - sigma: its end tells which steps were made; a step's change is (-h) times u
    x = torch.ones(1)
    for t in scheduler.timesteps:
        x = scheduler.step(x, t, x).prev_sample
    even, seen = (1 - 1 / n) ** n, (1 - 0.999 / (n - 1)) ** (n - 1) * (1 - 0.001)
    print(f"{n} steps: {[round(step, 4) for step in steps]}, end {x.item():.5f}; even steps end at {even:.5f}")
    assert len(steps) == n and abs(steps[-1] - 0.001) < 1e-6, "the behaviour has changed"
    assert abs(x.item() - seen) < 1e-5, "the behaviour has changed"
PYTHON
