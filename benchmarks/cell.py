"""What recording adds to a cell: ``cell.py CELLS [history]``. Prints one JSON line, medians in µs, load time in ms.

Both sides run the same cells in the same in-process shell, in alternating
blocks, so that drift of the machine falls on both.

IPython's history thread is woken by every cell. Cells without a pause, as here,
give it no turn until the interpreter forces one; whoever makes a system call
pays for waking it, three times a recorded cell. So it is off, unless ``history``
asks for it: then the figure holds what that thread costs, too.
"""

from __future__ import annotations

import json
import os
import statistics
import sys
import tempfile
import time


def block(shell, count: int) -> list[float]:
    taken = []
    for number in range(count):
        source = f"value = {number}"
        before = time.perf_counter_ns()
        shell.run_cell(source, store_history=True)
        taken.append((time.perf_counter_ns() - before) / 1000)
    return taken


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    with tempfile.TemporaryDirectory() as folder:
        os.environ["NBTRAIL_HOME"] = folder
        from IPython.core.interactiveshell import InteractiveShell
        from traitlets.config import Config

        config = Config()
        if "history" in sys.argv:
            config.HistoryManager.hist_file = os.path.join(folder, "history.sqlite")
        else:
            config.HistoryManager.enabled = False
        shell = InteractiveShell.instance(config=config)
        block(shell, 200)
        before = time.perf_counter_ns()
        shell.run_line_magic("load_ext", "nbtrail")
        load_ms = (time.perf_counter_ns() - before) / 1e6
        time.sleep(3)  # the environment is gathered in the background; it is not what is measured
        bare, tracked = [], []
        for _ in range(8):
            shell.run_line_magic("unload_ext", "nbtrail")
            bare += block(shell, count // 8)
            shell.run_line_magic("load_ext", "nbtrail")
            tracked += block(shell, count // 8)
        print(
            "RESULT "
            + json.dumps(
                {
                    "load_ms": load_ms,
                    "bare_us": statistics.median(bare),
                    "tracked_us": statistics.median(tracked),
                    "added_us": statistics.median(tracked) - statistics.median(bare),
                }
            ),
            flush=True,
        )
        os._exit(0)


if __name__ == "__main__":
    main()
