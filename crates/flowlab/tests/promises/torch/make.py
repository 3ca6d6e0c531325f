"""Makes net.safetensors, a network of PyTorch's, and net.csv, what it answers: python make.py.

Each line of net.csv holds three inputs and the two outputs to them.
"""

import pathlib

import torch
from safetensors.torch import save_file

folder = pathlib.Path(__file__).parent
torch.manual_seed(1)
net = torch.nn.Sequential(
    torch.nn.Linear(3, 20), torch.nn.SiLU(), torch.nn.Linear(20, 17), torch.nn.SiLU(), torch.nn.Linear(17, 2)
)
x = 3 * torch.randn(40, 3)
with torch.no_grad():
    y = net(x)
save_file(net.state_dict(), folder / "net.safetensors")
lines = [",".join(f"{float(value):.9g}" for value in row) for row in torch.cat([x, y], 1)]
(folder / "net.csv").write_text("\n".join(lines) + "\n")
