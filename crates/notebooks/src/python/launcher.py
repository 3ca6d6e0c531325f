"""Starts the Rust kernel on its own copy of the warmed build folder, and removes the copy when the kernel ends.

Two kernels on one build folder lose each other's variables; a kernel on an empty one compiles for minutes.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
WARM = HERE / "warm"


def alive(pid: str) -> bool:
    try:
        os.kill(int(pid), 0)
    except (ValueError, ProcessLookupError):
        return False
    except PermissionError:
        pass
    return True


def copies() -> Path:
    """Where the copies stand: beside the warmed folder, unless its path has a space, which the kernel cannot take."""
    near = HERE / "copies"
    folder = Path(tempfile.gettempdir()) / "flow-kernels" if " " in str(near) else near
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def main() -> int:
    # Only the warming of the folder itself names one: everything else gets a copy.
    given = os.environ.get("FLOW_KERNEL_FOLDER")
    if given:
        folder = Path(given)
    else:
        for old in copies().iterdir():
            if not alive(old.name):
                shutil.rmtree(old, ignore_errors=True)
        folder = copies() / str(os.getpid())
        if WARM.is_dir():
            shutil.copytree(WARM, folder, symlinks=True)  # keeps the times of the files: cargo goes by them
    folder.mkdir(parents=True, exist_ok=True)
    environment = dict(os.environ, EVCXR_TMPDIR=str(folder))
    # The kernel looks for Rust's own library by a path relative to the folder of a file that it has moved by then: that
    # fails wherever the build folder and the toolchain have a parent in common, such as the home folder.
    libraries = subprocess.run(["rustc", "--print", "target-libdir"], capture_output=True, text=True, check=True)
    name = "DYLD_LIBRARY_PATH" if sys.platform == "darwin" else "LD_LIBRARY_PATH"
    environment[name] = os.pathsep.join(filter(None, [libraries.stdout.strip(), os.environ.get(name)]))
    if not given:
        environment["EVCXR_CONFIG_DIR"] = str(HERE / "config")
    kernel = HERE.parent / "evcxr" / "bin" / "evcxr_jupyter"
    try:
        child = subprocess.Popen([str(kernel), "--control_file", sys.argv[1]], env=environment)
        for name in ("SIGINT", "SIGTERM", "SIGHUP"):
            signal.signal(getattr(signal, name), lambda number, _frame: child.send_signal(number))
        return child.wait()
    finally:
        if not given:
            shutil.rmtree(folder, ignore_errors=True)


sys.exit(main())
