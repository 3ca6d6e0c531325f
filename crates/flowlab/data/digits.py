#!/usr/bin/env python3
"""Makes digits.txt, the handwritten digits that flowlab embeds:

    python3 crates/flowlab/data/digits.py

Reads them from the wheel of scikit-learn, which pip downloads into a temporary folder; nothing is installed. A line for
each picture: its label, a space, and its 64 pixels row by row, each 0 to 16 as one sign, 0 to 9 and a to g. Where the
pictures come from, and their licence: digits-LICENSE.txt.
"""

import gzip
import hashlib
import pathlib
import subprocess
import sys
import tempfile
import zipfile

WHEEL = ["--no-deps", "--only-binary=:all:", "--python-version=3.13", "--platform=manylinux2014_x86_64", "scikit-learn==1.7.2"]
SIGNS = "0123456789abcdefg"
SHA256 = "129eef24fe845dfb9ee752501689a6be3cb8afde16fdb4118c6ad9635b5545be"

with tempfile.TemporaryDirectory() as folder:
    subprocess.run([sys.executable, "-m", "pip", "download", "--quiet", "--dest", folder, *WHEEL], check=True)
    (wheel,) = pathlib.Path(folder).glob("*.whl")
    with zipfile.ZipFile(wheel) as files:
        table = gzip.decompress(files.read("sklearn/datasets/data/digits.csv.gz")).decode()

lines = []
for row in table.splitlines():
    *pixels, label = (int(float(number)) for number in row.split(","))
    lines.append(f"{label} {''.join(SIGNS[pixel] for pixel in pixels)}\n")
text = "".join(lines).encode()
assert hashlib.sha256(text).hexdigest() == SHA256, "these are other digits"
target = pathlib.Path(__file__).with_name("digits.txt")
target.write_bytes(text)
print(target.name, len(lines), "pictures,", len(text), "bytes")
