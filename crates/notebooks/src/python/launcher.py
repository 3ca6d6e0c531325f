"""Starts the Rust kernel on its own copy of the warmed build folder, and removes the copy when the kernel ends.

Two kernels on one build folder lose each other's variables; a kernel on an empty one compiles for minutes.
"""

import fcntl
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
WARM = HERE / "warm"
LIBRARIES = {".rlib", ".rmeta"}
# How the kernel builds. What cargo keeps for the next build of a crate is as large as all else, and a cell is never built
# twice; optimising a cell across its own parts takes a quarter of its build and wins nothing.
BUILD = {"CARGO_INCREMENTAL": "0", "CARGO_PROFILE_DEV_LTO": "off"}


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


def copy(source: str, target: str) -> str:
    """Copies a file with its time, by which cargo goes. Compiled libraries are only linked: they are most of the folder,
    and rustc replaces them, it never writes into one."""
    if Path(source).suffix in LIBRARIES:
        try:
            os.link(source, target)
            return target
        except OSError:  # a file system without links, or another one
            pass
    return shutil.copy2(source, target)


def copy_of_the_warmed() -> Path:
    for old in copies().iterdir():
        if not alive(old.name):
            shutil.rmtree(old, ignore_errors=True)
    folder = copies() / str(os.getpid())
    # A setup that is at work moves the warmed folder away until it is done.
    with open(HERE.parent / "lock", "a") as lock:
        fcntl.flock(lock, fcntl.LOCK_SH)
        if WARM.is_dir():
            try:
                shutil.copytree(WARM, folder, symlinks=True, copy_function=copy)
            except OSError as error:
                shutil.rmtree(folder, ignore_errors=True)
                free = shutil.disk_usage(folder.parent).free / 1e9
                sys.exit(f"the Rust kernel cannot copy its build folder ({free:.1f} GB are free): {reason(error)}")
    return folder


def reason(error: OSError) -> str:
    """What went wrong first: a copy of a folder collects the errors of all its files."""
    return str(error.args[0][0][2]) if isinstance(error, shutil.Error) else str(error)


def main() -> int:
    # Only the warming of the folder itself names one: everything else gets a copy.
    given = os.environ.get("FLOW_KERNEL_FOLDER")
    folder = Path(given) if given else copy_of_the_warmed()
    folder.mkdir(parents=True, exist_ok=True)
    # A desktop program such as VS Code may start kernels without the PATH of a terminal.
    path = os.pathsep.join(filter(None, [os.environ.get("PATH"), str(Path.home() / ".cargo" / "bin")]))
    environment = dict(os.environ, **BUILD, EVCXR_TMPDIR=str(folder), PATH=path)
    # The kernel looks for Rust's own library by a path relative to the folder of a file that it has moved by then: that
    # fails wherever the build folder and the toolchain have a parent in common, such as the home folder.
    libraries = subprocess.run(
        [shutil.which("rustc", path=path) or "rustc", "--print", "target-libdir"],
        capture_output=True, text=True, check=True, env=environment,
    )
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
