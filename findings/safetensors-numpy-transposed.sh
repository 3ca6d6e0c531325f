#!/usr/bin/env bash
# safetensors 0.8.0 (Python, numpy side): a transposed array is saved as the bytes of the array that is not.
#
# Guess before running: save_file makes the array contiguous, or refuses it.
# Seen: the shape is that of the transposed array, the numbers are in the order of the original one; no word is said.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check safetensors==0.8.0 numpy==2.3.5
venv/bin/python - <<'PYTHON'
import numpy as np
from safetensors.numpy import load_file, save_file

a = np.arange(6, dtype=np.float32).reshape(2, 3)
save_file({"a": a.T}, "a.safetensors")
back = load_file("a.safetensors")["a"]
print("saved ", a.T.tolist())
print("loaded", back.tolist())
assert back.shape == (3, 2) and not np.array_equal(back, a.T), "the behaviour has changed"
PYTHON
