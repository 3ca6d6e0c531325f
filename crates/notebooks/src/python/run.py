"""Runs a list of code cells in one kernel and reports each on a line of JSON.

The job is one line of JSON on standard input: {"folder": .., "cells": [{"name", "code", "seconds"}]}. Standard input
then stays open: when it closes, the caller is gone, and the kernel is ended. What an outcome means is for the caller
to judge: the kernel itself answers "ok" to a panic.
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
KEPT = {"stream", "display_data", "execute_result", "error"}


def report(**event):
    print(json.dumps(event), flush=True)


def watch_the_caller():
    sys.stdin.read()
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


def main():
    job = json.loads(sys.stdin.readline())
    threading.Thread(target=watch_the_caller, daemon=True).start()
    manager = KernelManager(kernel_name="rust")
    # Standard output is for reports alone. What the kernel says of itself matters only if it cannot be had.
    log = tempfile.TemporaryFile("w+")
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
                return
    except RuntimeError as error:
        log.seek(0)
        print(error, log.read()[-2000:], sep="\n", file=sys.stderr)
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # nothing may stop the end of the kernel
        client.stop_channels()
        manager.shutdown_kernel()


try:
    main()
except KeyboardInterrupt:
    sys.exit(130)
