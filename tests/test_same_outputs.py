"""A notebook's outputs, namespace and exceptions are the same with nbtrail as without."""

from __future__ import annotations

import re

import pytest

#: Cells where a recorder could show through, by what they try.
TRICKY = {
    "last expression, _ and Out": [
        "1 + 1",
        "_",
        "_ + 40",
        "Out",
        "In[-1]",
        "_i, _ii",
        "a = 5;",
        "_",
    ],
    "display": [
        "from IPython.display import display, HTML",
        "display(HTML('<b>x</b>'), 3)\n4",
        "h = display(1, display_id='d')",
        "h.update(2)",
    ],
    "namespace": [
        "sorted(name for name in globals() if not name.startswith('_'))",
        "%who",
        "dir()",
        "len(_dh)",
    ],
    "exceptions": [
        "def f(n):\n    return 1 / n\nf(0)",
        "import sys\nprint(sys.last_value, sys.exc_info())",
        "try:\n    f(0)\nexcept ZeroDivisionError:\n    raise ValueError('x') from None",
        "raise KeyboardInterrupt",
        "class Odd(Exception):\n    def __str__(self): raise RuntimeError\nraise Odd",
        "assert False, 'why'",
    ],
    "system exit": ["raise SystemExit(3)", "'alive'"],
    "syntax": [
        "def f(:",
        "  x = 1\n y = 2",
        "print 'x'",
        "",
        "   ",
        "# only a comment",
        "'''unfinished",
    ],
    "async": [
        "import asyncio\nawait asyncio.sleep(0, 'x')",
        "async def g():\n    for i in range(3):\n        yield i\n[i async for i in g()]",
        "async def late():\n    await asyncio.sleep(0.01)\n    print('late')\ntask = asyncio.create_task(late())",
        "await task",
        "await asyncio.gather(*(asyncio.sleep(0, i) for i in range(3)))",
        "async def bad():\n    raise LookupError('in a task')\nawait bad()",
    ],
    "magics": [
        "%%capture kept\nprint('x'); 5",
        "kept.stdout, kept.outputs",
        "%%writefile /dev/null\ntext",
        "%timeit -n1 -r1 -q pass",
        "r = %timeit -n1 -r1 -q -o pass\ntype(r).__name__",
        "%%script echo hi",
        "!echo shell",
        "files = !echo a b\nfiles",
        "%config InteractiveShell.ast_node_interactivity = 'all'",
        "1\n2",
        "%history -l 2",
        "%no_such_magic",
        "%%no_such_magic\nx",
        "len?",
        "%xmode Plain",
        "1 / 0",
    ],
    "transformers": [
        "get_ipython().input_transformers_cleanup.append(lambda lines: [l.replace('APPLE', '41') for l in lines])",
        "APPLE + 1",
        "import ast\nclass Add(ast.NodeTransformer):\n    def visit_Constant(self, node):\n"
        "        return ast.copy_location(ast.Constant(7), node) if node.value == 99 else node\n"
        "get_ipython().ast_transformers.append(Add())",
        "99",
        "get_ipython().run_cell('5')",
        "get_ipython().run_cell('5', store_history=True)",
        "get_ipython().execution_count",
    ],
    "streams": [
        "import sys\nprint('out'); print('err', file=sys.stderr); sys.stdout.write('x')",
        "import logging\nlogging.warning('w')",
    ],
    "forks": [
        "import os\npid = os.fork()\nif pid == 0: os._exit(3)\nos.waitpid(pid, 0)[1]",
        "import multiprocessing\nwith multiprocessing.get_context('fork').Pool(2) as pool: print(pool.map(abs, [-1, -2]))",
    ],
    "hooks of the user's own": [
        "def before(info): print('before', info.raw_cell)\nget_ipython().events.register('pre_run_cell', before)",
        "1",
        "def after(result): print('after', result.result, result.success)\nget_ipython().events.register('post_run_cell', after)",
        "2",
        "1 / 0",
    ],
    "custom exceptions": [
        "def handler(shell, kind, value, tb, tb_offset=None):\n    print('handled', kind.__name__)\n"
        "get_ipython().set_custom_exc((ZeroDivisionError,), handler)",
        "1 / 0",
    ],
    "reset": ["x = 1", "%reset -f", "'x' in globals()", "_"],
}


def outputs(trail, folder, cells: list[str], tracked: bool, prefix: str = "") -> list[list[dict]]:
    from conftest import Kernel

    folder.mkdir()
    started = Kernel(trail, folder)
    try:
        started.run("%load_ext nbtrail" if tracked else "%load_ext autoreload")
        shown = [_joined(started.run(prefix + cell)) for cell in cells]
        return [[_comparable(output) for output in found] for found in shown]
    finally:
        started.shutdown()


def _joined(outputs: list[dict]) -> list[dict]:
    """The outputs with each stream in one piece: where ipykernel cuts one is a matter of time."""
    joined: list[dict] = []
    for output in outputs:
        before = joined[-1] if joined else None
        if before and output["type"] == "stream" and output["name"] == before.get("name"):
            joined[-1] = {**before, "text": before["text"] + output["text"]}
        else:
            joined.append(output)
    return joined


def _comparable(output: dict) -> dict:
    """An output without what differs between any two kernels: addresses, process ids, seconds, file names."""
    text = re.sub(
        r"\bat (0x)?[0-9a-f]{8,}|0x[0-9a-f]+|ipykernel_\d+[\w./]*|\b\d+\.py\b|autoreload|nbtrail",
        "?",
        repr(sorted(output.items(), key=str)),
    )
    return {"text": text}


@pytest.mark.parametrize("what", TRICKY)
def test_outputs_are_the_same_with_nbtrail_as_without(trail, tmp_path, what):
    plain = outputs(trail, tmp_path / "plain", TRICKY[what], tracked=False)
    assert trail.empty
    tracked = outputs(trail, tmp_path / "tracked", TRICKY[what], tracked=True)
    for source, before, after in zip(TRICKY[what], plain, tracked, strict=True):
        assert after == before, source
    begun = [fact["execution_id"] for fact in trail.facts("cell_started")]
    assert len(begun) > len([cell for cell in TRICKY[what] if cell.strip()])
    assert sorted(fact["execution_id"] for fact in trail.facts("cell_ended")) == sorted(begun)


CELLS = [
    "1 + 1",
    "_",
    "a = 5;",
    "from __future__ import annotations\ndef f(x: Undefined): return x\nf(3)",
    "import asyncio\nawait asyncio.sleep(0, 'x')",
    "print('x'); 5",
    "raise SystemExit(3)",
    "raise KeyboardInterrupt",
    "'''a docstring'''",
    "'to paste'",
]


def test_a_tracked_cell_shows_what_the_plain_cell_shows(trail, tmp_path):
    plain = outputs(trail, tmp_path / "plain", CELLS, tracked=True, prefix="# %%trail run lr=1\n")
    tracked = outputs(trail, tmp_path / "tracked", CELLS, tracked=True, prefix="%%trail run lr=1\n")
    for source, before, after in zip(CELLS, plain, tracked, strict=True):
        assert after == before, source
    assert len(trail.facts("run_started")) == len(trail.facts("run_ended")) == len(CELLS)


def test_an_error_in_a_tracked_cell_points_at_its_own_line(trail, kernel):
    shown = kernel_text(kernel, "%%trail run\nx = 1\n\n\n\ny = 2\nx / 0")
    assert shown.endswith("ZeroDivisionError: division by zero")
    assert (
        "line 7" in shown
        and "----> 7 x / 0" in shown
        and "nbtrail/" not in shown
        and "find_line_magic" not in shown
    )
    assert re.search(r"1\s+# %%trail run\n", kernel_text(kernel, "%%trail run\n1 / 0"))


def kernel_text(kernel, code: str) -> str:
    return re.sub(r"\x1b\[[0-9;]*m", "", "\n".join(kernel.run(code)[0]["traceback"]))
