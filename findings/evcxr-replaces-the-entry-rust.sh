#!/usr/bin/env bash
# evcxr_jupyter 0.22.0: a start of the kernel, from wherever, replaces the entry `rust` in the user's list of kernels.
#
# Guess before running: only `evcxr_jupyter --install` writes there.
# Seen: an entry `rust` without the file version.txt of evcxr itself, such as one that its user wrote by hand or that
# `jupyter kernelspec install` copied, is overwritten at the next start: its argv then names the program that was started.
# So crates/notebooks/src/python/launcher.py starts the kernel with a JUPYTER_PATH in which it finds no such entry.
#
# On Linux. EVCXR_JUPYTER may name an installed evcxr_jupyter 0.22.0; without it, it is compiled (5 to 10 minutes).
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
if [ -z "${EVCXR_JUPYTER:-}" ]; then
    cargo install --quiet --locked --version 0.22.0 --root "$folder" evcxr_jupyter
    EVCXR_JUPYTER=$folder/bin/evcxr_jupyter
fi
entry=$folder/data/jupyter/kernels/rust/kernel.json
mkdir -p "$(dirname "$entry")"
echo '{"argv": ["my-own-kernel", "{connection_file}"], "display_name": "Rust", "language": "rust"}' > "$entry"
# The entry is looked at before the connection, so a start that ends at once shows it.
env -u JUPYTER_PATH XDG_DATA_HOME="$folder/data" HOME="$folder" \
    "$EVCXR_JUPYTER" --control_file "$folder/no-such-file" > "$folder/said" 2>&1 || true
cat "$entry"; echo
if grep -q my-own-kernel "$entry" || ! grep -q evcxr_jupyter "$entry"; then
    echo "the behaviour has changed"
    exit 1
fi
