#!/usr/bin/env bash
# safetensors 0.8.0 for Python: the same weights with the same metadata make another file each time.
#
# Guess before running: a dict keeps its order, and the header is made from it, so that the same call writes the same bytes and
# a checksum tells whether weights have changed, as it does with numpy.save.
# Seen: with one entry of metadata the bytes are always the same; with six, ten calls in one process write files with several
# checksums, which differ in the order of the entries alone. The order is drawn anew for each call.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check numpy==2.3.5 safetensors==0.8.0
venv/bin/python - <<'PYTHON'
import hashlib, json
import numpy as np
from safetensors.numpy import save

weights = {"weight": np.arange(6, dtype=np.float32).reshape(2, 3)}
one = {"name": "net"}
six = {name: "1" for name in ["side", "channels", "patch", "dim", "blocks", "heads"]}

def files(metadata):
    return [save(weights, metadata=metadata) for _ in range(10)]

def checksums(files):
    return len({hashlib.sha256(file).hexdigest() for file in files})

def header(file):
    return json.loads(file[8 : 8 + int.from_bytes(file[:8], "little")])

print(f"checksums of ten files: {checksums(files(one))} with one entry, {checksums(files(six))} with six")
assert checksums(files(one)) == 1
many = files(six)
assert checksums(many) > 1, "the behaviour has changed"
assert all(header(file) == header(many[0]) for file in many), "more differs than the order"
PYTHON
