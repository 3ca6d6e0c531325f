#!/usr/bin/env bash
# evcxr_jupyter 0.22.0: after `:offline 0` a `:dep` is still refused as offline.
#
# Guess before running: `:offline 0` lets the next `:dep` use the network.
# Seen: it does once a cell with code has been compiled in between. The mode is given to cargo twice, by `--offline` and
# by .cargo/config.toml; a `:dep` is tried before that file is written anew. CARGO_NET_OFFLINE=false in the kernel's
# environment outdoes the file (crates/notebooks/src/python/launcher.py).
#
# On Linux. EVCXR_JUPYTER may name an installed evcxr_jupyter 0.22.0; without it, it is compiled (5 to 10 minutes).
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
if [ -z "${EVCXR_JUPYTER:-}" ]; then
    cargo install --quiet --locked --version 0.22.0 --root "$folder" evcxr_jupyter
    EVCXR_JUPYTER=$folder/bin/evcxr_jupyter
fi
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check jupyter_client==8.6.3
mkdir -p "$folder/config" "$folder/kernels/seen"
printf '[evcxr]\noffline_mode = true\n' > "$folder/config/evcxr.toml"
printf '{"argv": ["%s", "--control_file", "{connection_file}"], "display_name": "x", "language": "rust"}' \
    "$EVCXR_JUPYTER" > "$folder/kernels/seen/kernel.json"
export EVCXR_CONFIG_DIR=$folder/config EVCXR_TMPDIR=$folder/build JUPYTER_PATH=$folder
mkdir "$EVCXR_TMPDIR"
unset CARGO_NET_OFFLINE
"$folder/venv/bin/python" - <<'PYTHON'
from jupyter_client.manager import start_new_kernel

manager, client = start_new_kernel(kernel_name="seen", startup_timeout=300)
# A name that nobody has: a refusal that does not speak of --offline comes from crates.io, or from the network.
dep = ':dep no_such_crate_of_anybody = "1"'


def refused_as_offline():
    said = []
    client.execute_interactive(dep, output_hook=lambda message: said.append(str(message["content"])), allow_stdin=False)
    return "--offline" in "".join(said)


def run(code):
    client.execute_interactive(code, output_hook=lambda message: None, allow_stdin=False)


at_first = refused_as_offline()
run(":offline 0")
after_the_word = refused_as_offline()
run("1 + 1")
after_a_cell = refused_as_offline()
client.stop_channels()
manager.shutdown_kernel(now=True)
print(f"refused as offline: at first {at_first}, after `:offline 0` {after_the_word}, after a cell more {after_a_cell}")
assert (at_first, after_the_word, after_a_cell) == (True, True, False), "the behaviour has changed"
PYTHON
