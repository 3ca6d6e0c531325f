"""Starts the Rust kernel on its own copy of the warmed build folder, and removes the copy when the kernel ends.

Two kernels on one build folder lose each other's variables; a kernel on an empty one compiles for minutes.
"""

import fcntl
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
WARM = HERE / "warm"
COPIES = HERE / "copies"
LIBRARIES = {".rlib", ".rmeta"}
# How the kernel builds. What cargo keeps for the next build of a crate is as large as all else, and a cell is never
# built twice; optimising a cell across its own parts takes a quarter of its build and wins nothing. Whether cargo may
# use the network the kernel tells it itself; it also writes so into a file, which `:offline 0` alone does not change.
BUILD = {"CARGO_INCREMENTAL": "0", "CARGO_PROFILE_DEV_LTO": "off", "CARGO_NET_OFFLINE": "false"}


def alive(pid: str) -> bool:
    try:
        os.kill(int(pid), 0)
    except (ValueError, ProcessLookupError):
        return False
    except PermissionError:
        pass
    return True


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
    COPIES.mkdir(exist_ok=True)
    for old in COPIES.iterdir():
        if not alive(old.name):
            shutil.rmtree(old, ignore_errors=True)
    folder = COPIES / str(os.getpid())
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


def path_with_rust() -> str:
    """The PATH, and behind it the folder where setup found cargo, and that of rustup: a desktop program such as VS Code
    may start kernels without the PATH of a terminal."""
    noted = HERE / "cargo.txt"
    folders = [os.environ.get("PATH"), noted.exists() and noted.read_text(), str(Path.home() / ".cargo" / "bin")]
    return os.pathsep.join(filter(None, folders))


def libraries_of_rust(path: str) -> str:
    """The folder of Rust's own library for the compiler that the kernel will use."""
    for program in ("cargo", "rustc"):
        if shutil.which(program, path=path) is None:
            again = "`cargo run --bin notebooks -- setup` in a terminal notes where it is"
            sys.exit(f"the Rust kernel finds no {program}: {again}; it looked in {path}")
    rustc = [shutil.which("rustc", path=path), "--print", "target-libdir"]
    asked = subprocess.run(rustc, capture_output=True, text=True, env=dict(os.environ, PATH=path))
    if asked.returncode != 0:
        sys.exit(f"the Rust kernel cannot use {rustc[0]}: {asked.stderr.strip().partition(os.linesep)[0]}")
    return asked.stdout.strip()


def before(name: str, first: str) -> str:
    """The value of a list in the environment, with something more at its head."""
    return ":".join(filter(None, [first, os.environ.get(name)]))


def main() -> int:
    # Only the warming of the folder itself names one: everything else gets a copy.
    given = os.environ.get("FLOW_KERNEL_FOLDER")
    path = path_with_rust()
    libraries = libraries_of_rust(path)
    folder = Path(given) if given else copy_of_the_warmed()
    folder.mkdir(parents=True, exist_ok=True)
    environment = dict(os.environ, **BUILD, EVCXR_TMPDIR=str(folder), PATH=path)
    environment["EVCXR_CONFIG_DIR"] = str(HERE if given else HERE / "config")
    # The kernel replaces an entry `rust` of other origin that it finds in Jupyter's folder, such as the user's own.
    environment["JUPYTER_PATH"] = str(HERE)
    # The kernel looks for Rust's own library by a path relative to the folder of a file that it has moved by then: that
    # fails wherever the build folder and the toolchain have a parent in common, such as the home folder.
    name = "DYLD_LIBRARY_PATH" if sys.platform == "darwin" else "LD_LIBRARY_PATH"
    environment[name] = before(name, libraries)
    # What stands between the cells and the kernel works with the very library with which it was compiled.
    for library in Path(libraries).glob("libstd-*.so"):
        between = folder / f"stdio-{library.name}"
        if between.exists():
            environment["LD_PRELOAD"] = before("LD_PRELOAD", str(between))
    kernel = HERE.parent / "evcxr" / "bin" / "evcxr_jupyter"
    try:
        child = subprocess.Popen([str(kernel), "--control_file", sys.argv[1]], env=environment)
        for name in ("SIGINT", "SIGTERM", "SIGHUP"):
            signal.signal(getattr(signal, name), lambda number, _frame: child.send_signal(number))
        return child.wait()
    finally:
        if not given:
            shutil.rmtree(folder, ignore_errors=True)


try:
    sys.exit(main())
except OSError as problem:
    sys.exit(f"the Rust kernel does not start: {problem}; `cargo run --bin notebooks -- setup` puts it right")
