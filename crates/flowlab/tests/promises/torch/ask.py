"""python ask.py FILE: loads the network of that safetensors file into PyTorch and prints its answers.

The widths are those of the file, the activation is SiLU; each line of standard input is a row of numbers.
"""

import sys

import torch
from safetensors.torch import load_file

state = load_file(sys.argv[1])
layers = sorted({int(name.split(".")[0]) for name in state})
parts = []
for layer in layers:
    n_out, n_in = state[f"{layer}.weight"].shape
    parts += [torch.nn.Linear(n_in, n_out), torch.nn.SiLU()]
net = torch.nn.Sequential(*parts[:-1])
net.load_state_dict(state)
x = torch.tensor([[float(number) for number in line.split(",")] for line in sys.stdin])
with torch.no_grad():
    for row in net(x):
        print(",".join(f"{float(value):.9g}" for value in row))
