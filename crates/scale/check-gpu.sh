#!/usr/bin/env bash
# What a machine with a GPU has to say, in minutes after the build; needs cargo and the driver, for cuda and rocm the toolkit too.
#
#   ./check-gpu.sh cuda           # or wgpu, vulkan, metal, rocm
#   SCALE_SMALL=1 ./check-gpu.sh vulkan   # a small size, for software Vulkan
#   SCALE_PYTHON=~/venv/bin/python ./check-gpu.sh cuda   # throughput beside PyTorch, where that Python has it
set -euo pipefail
cd "$(dirname "$0")"
feature="${1:-wgpu}"
python="${SCALE_PYTHON:-python3}"
small="${SCALE_SMALL:-}"
out="$(mktemp -d)"
trap 'rm -rf "$out"' EXIT

cargo build --release --features "$feature"
target="$(cargo metadata --format-version 1 --no-deps | sed 's/.*"target_directory":"\([^"]*\)".*/\1/')"
scale="$target/release/scale"
SECONDS=0

echo "== 1. CPU and GPU, the same 50 steps on the same data"
if [[ -n "$small" ]]; then
  "$scale" agree --steps 10 --dim 16 --blocks 1 --device gpu
  "$scale" agree --steps 5 --net conv --width 4 --device gpu
else
  "$scale" agree --steps 50 --device gpu
  "$scale" agree --steps 20 --net conv --device gpu
fi

echo "== 2. Throughput"
sizes=(--batch 1024 --patch 2 --dim 128 --blocks 4 --seconds 10)
torch=(10 1024 2 128 4)
if [[ -n "$small" ]]; then
  sizes=(--batch 32 --patch 2 --dim 16 --blocks 1 --seconds 3)
  torch=(3 32 2 16 1)
fi
"$scale" speed "${sizes[@]}" --device gpu
if "$python" -c 'import torch, sys; sys.exit(not torch.cuda.is_available())' 2>/dev/null; then
  "$python" tests/reference.py speed "${torch[@]}" cuda
elif "$python" -c 'import torch' 2>/dev/null; then
  "$python" tests/reference.py speed "${torch[@]}"
else
  echo "PyTorch: not installed for $python (SCALE_PYTHON names another Python)"
fi

echo "== 3. Digits, to the lesson's accuracy"
if [[ -n "$small" ]]; then
  "$scale" digits --device gpu --out "$out/run" --steps 20 --batch 16 --dim 16 --blocks 1 --guidance 1 --heun 2
else
  "$scale" digits --device gpu --out "$out/run" --guidance 1 | tee "$out/log"
  awk '/^w = 1:/ { found = 1; split($0, part, "right labels "); if (part[2] + 0 < 0.96) { print "right labels below .96"; exit 1 } }
       END { exit !found }' "$out/log"
fi
echo "== done in $SECONDS s"
