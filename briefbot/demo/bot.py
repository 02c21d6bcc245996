"""The demo's bot: `briefbot run` that ends with the demo, however that ends.

The demo holds the other end of this process's stdin. Even a kill -9 closes it, and then the bot stops as by Ctrl-C.
"""

from __future__ import annotations

import os
import runpy
import signal
import sys
import threading


def _end_with_parent() -> None:
    sys.stdin.buffer.read()
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    threading.Thread(target=_end_with_parent, daemon=True).start()
    sys.argv = ["briefbot", "run"]
    runpy.run_module("briefbot", run_name="__main__")
