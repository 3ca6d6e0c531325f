"""Runs a cell in a kernel as Jupyter does, types an answer each time it asks for a line, and prints what it printed.

Arguments: the kernel's name, the cell, the answers.
"""

import queue
import sys
import time

from jupyter_client.manager import start_new_kernel

kernel, code, *answers = sys.argv[1:]
manager, client = start_new_kernel(startup_timeout=300, kernel_name=kernel, stdout=sys.stderr)
deadline = time.monotonic() + 120
request = client.execute(code, allow_stdin=True)
printed, idle = [], False
while time.monotonic() < deadline:
    if client.stdin_channel.msg_ready():
        client.get_stdin_msg(timeout=1)
        client.input(answers.pop(0))
    try:
        message = client.get_iopub_msg(timeout=0.1)
    except queue.Empty:
        if idle:
            break
        continue
    kind, content = message["msg_type"], message["content"]
    if kind == "stream":
        printed.append(content["text"])
    elif kind == "error":
        printed.append(content["evalue"])
    elif kind == "status" and message["parent_header"].get("msg_id") == request:
        idle = content["execution_state"] == "idle"
client.stop_channels()
manager.shutdown_kernel(now=not idle)
print(*printed, sep="", end="")
sys.exit(0 if idle and not answers else f"idle: {idle}; not asked for: {answers}")
