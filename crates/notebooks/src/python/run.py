"""Runs a list of code cells in one kernel and reports each on a line of JSON.

The job is one line of JSON on standard input: {"folder": .., "cells": [{"name", "code", "seconds"}]}. Standard input
then stays open: when it closes, the caller is gone, and the kernel is ended. What an outcome means is for the caller
to judge: the kernel itself answers "ok" to a panic. nbclient would not do: it stops listening when the kernel is idle,
and one in eight lines of an error that `?` returned comes after that.
"""

import json
import os
import queue
import signal
import sys
import tempfile
import threading
import time

from jupyter_client import KernelManager

QUIET = 0.05  # seconds without a message after which a finished cell has said all it had to say
STARTS = 5  # of a kernel, each with other ports
KEPT = {"stream", "display_data", "execute_result", "error"}


def report(**event):
    print(json.dumps(event), flush=True)


def watch_the_caller(gone):
    sys.stdin.read()
    gone.set()
    os.kill(os.getpid(), signal.SIGINT)


def execute(manager, client, code, seconds):
    """Runs one cell: its status (done, timeout or died) and its outputs in the order in which they came."""
    request = client.execute(code, allow_stdin=False)
    deadline = time.monotonic() + seconds
    outputs, idle = [], False
    while True:
        try:
            message = client.get_iopub_msg(timeout=QUIET)
        except queue.Empty:
            if idle:
                return "done", outputs
            if not manager.is_alive():
                return "died", outputs
            if time.monotonic() > deadline:
                return "timeout", outputs
            continue
        kind, content = message["msg_type"], message["content"]
        if kind in KEPT:
            outputs.append({"output_type": kind, **content})
        elif kind == "status" and message["parent_header"].get("msg_id") == request:
            idle = content["execution_state"] == "idle"
        if time.monotonic() > deadline:
            return "timeout", outputs


def run(job, log):
    """Runs the cells in a new kernel. False if the kernel ended at its start since one of its ports was in use: they are
    free when they are chosen, which is a moment earlier."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    log.seek(0)
    log.truncate()
    manager = KernelManager(kernel_name="rust")
    # Standard output is for reports alone. What the kernel says of itself matters only if it cannot be had.
    manager.start_kernel(cwd=job["folder"], stdout=log, stderr=log)
    client = manager.client()
    try:
        client.start_channels()
        client.wait_for_ready(timeout=300)
        for cell in job["cells"]:
            start = time.monotonic()
            status, outputs = execute(manager, client, cell["code"], cell["seconds"])
            report(name=cell["name"], status=status, outputs=outputs, seconds=time.monotonic() - start)
            if status != "done":
                break
    except RuntimeError as error:
        log.seek(0)
        said = log.read()
        if "Address already in use" in said:
            return False
        print(error, said[-2000:], sep="\n", file=sys.stderr)
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # nothing may stop the end of the kernel
        client.stop_channels()
        manager.shutdown_kernel()
    return True


def main():
    job = json.loads(sys.stdin.readline())
    gone = threading.Event()
    threading.Thread(target=watch_the_caller, args=[gone], daemon=True).start()
    log = tempfile.TemporaryFile("w+")
    for _ in range(STARTS):
        if run(job, log) or gone.is_set():
            return
    print(f"the kernel found its ports in use {STARTS} times", file=sys.stderr)


try:
    main()
except KeyboardInterrupt:
    sys.exit(130)
