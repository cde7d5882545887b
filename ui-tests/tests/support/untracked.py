"""Runs a notebook as plain Python beside nbtrail, and prints what it would have had to record.

A stand-in for the package collects names, parameters and points in memory, so
that what the store answers can be held against it: JSON of
`[{name, params, group, failed, metrics: {key: [[step, value], …]}}, …]`.
"""

import json
import shlex
import sys
import types

runs = []
opened = []


class Run:
    def __init__(self, name, group=None, **params):
        self.told = {"name": name, "params": params, "group": group, "failed": False, "metrics": {}}
        self.step = 0
        runs.append(self.told)

    def __enter__(self):
        opened.append(self)
        return self

    def __exit__(self, kind, *_):
        opened.remove(self)
        self.told["failed"] = kind is not None

    def log(self, values, step=None):
        step = self.step if step is None else step
        self.step = max(self.step, step + 1)
        for key, value in values.items():
            self.told["metrics"].setdefault(key, []).append([step, float(value)])

    def tag(self, *_tags):
        pass

    def define_metric(self, *_key, **_about):
        pass


def value_of(text):
    try:
        return json.loads(text)
    except ValueError:
        return text


def execute(source, names):
    first, _, rest = source.partition("\n")
    if first.startswith(("%%trail sql", "%trail", "%load_ext")):
        return
    if first.startswith("%%trail "):
        name, *pairs = shlex.split(first)[1:]
        with Run(
            name, **{key: value_of(text) for key, text in (pair.split("=", 1) for pair in pairs)}
        ):
            exec(rest, names)
        return
    exec(source, names)


stand_in = types.ModuleType("nbtrail")
stand_in.run = Run
stand_in.active_run = lambda: opened[-1]
stand_in.last_run = lambda: None
stand_in.sql = lambda *_: None
sys.modules["nbtrail"] = stand_in

written = sys.stdout
sys.stdout = sys.stderr
names = {"__name__": "__main__"}
with open(sys.argv[1], encoding="utf-8") as file:
    cells = json.load(file)["cells"]
for cell in cells:
    if cell["cell_type"] == "code":
        try:
            execute("".join(cell["source"]), names)
        except Exception:
            if "raises-exception" not in cell["metadata"].get("tags", []):
                raise
json.dump(runs, written)
