"""What an object becomes as an artifact: texts, pictures, tables and arrays in the format of their kind."""

from __future__ import annotations

import hashlib
import json
import math
import struct

TEXTS = [
    '{"a":"b/c.json"}', "[1,2]", "<svg/>", "/", ".", "..", "~", "", "one\ntwo", "see results.csv",
    "iVBORw0KGgoAAAANSUhEUg/x+y==", "/9j/4AAQSkZJRg", "https://host/plot.png", "s3://b/model.pt", "w" * 5000 + ".csv",
]  # fmt: skip


def test_a_text_is_a_text_and_a_path_is_a_path(trail, script):
    script(
        f"""
        import nbtrail
        open("model.pt", "w").write("weights")
        run = nbtrail.init(name="a")
        for number, given in enumerate({TEXTS!r}):
            run.log_artifact(given, f"text {{number}}")
            run.log_artifact(text="model.pt", name=f"said {{number}}")
        run.log_artifact("model.pt")
        run.log_artifact(path="model.pt", name="named")
        for given in ("missing.pt", "./missing", "out/plot.png"):
            run.log_artifact(given)
        run.log_artifact(path="no ending")
        """
    )
    facts = {fact["name"]: fact for fact in trail.facts("artifact_logged")}
    kept = trail.blobs()
    assert [kept[facts[f"text {n}"]["sha256"]].decode() for n in range(len(TEXTS))] == TEXTS
    assert kept[facts["said 0"]["sha256"]] == b"model.pt"
    assert facts["model.pt"]["path"].endswith("/work/model.pt")
    assert facts["named"]["sha256"] == hashlib.sha256(b"weights").hexdigest()
    missed = [fact["name"] for fact in trail.facts("artifact_missed")]
    assert missed == ["missing.pt", "missing", "plot.png", "no ending"]


def test_objects_are_kept_in_the_format_of_their_kind(trail, script):
    script(
        """
        import io, nbtrail, numpy as np, matplotlib
        matplotlib.use("Agg")
        import matplotlib.pyplot as plt, pandas as pd, polars as pl, pyarrow as pa
        import altair, plotly.graph_objects
        from PIL import Image
        figure, axes = plt.subplots(1, 2)
        axes[0].plot([1, 2])
        frame = pd.DataFrame({"x": [1, 2], "y": ["a", None]})
        chart = altair.Chart(frame).mark_bar().encode(x="x")
        run = nbtrail.init(name="a")
        for number, drawn in enumerate((figure, axes, axes[0], axes[0].lines[0], plt)):
            run.log_artifact(drawn, f"drawn {number}")
        given = {
            "figure.svg": figure, "figure.pdf": figure, "plotly.html": plotly.graph_objects.Figure(),
            "plotly.json": plotly.graph_objects.Figure(), "chart.json": chart,
            "pil.png": Image.new("RGB", (3, 2)), "cmyk.png": Image.new("CMYK", (3, 2)),
            "pil.jpg": Image.new("RGBA", (3, 2)), "array.png": np.random.rand(4, 5),
            "torch.png": np.zeros((3, 4, 5), "u1"), "mask.png": np.eye(3) > 0, "array.npy": np.eye(2),
            "frame.csv": frame, "frame.parquet": frame, "polars.csv": pl.DataFrame(frame.dropna()),
            "lazy.parquet": pl.LazyFrame({"x": [1]}), "table.parquet": pa.table({"x": [1]}), "series.csv": frame["x"],
            "dict.json": {"a": {1: float("nan")}, "b": np.int64(3), "c": np.eye(1), "d": {3}}, "list.json": [1, (2,)],
            "memory.bin": io.BytesIO(b"bytes"), "words.txt": io.StringIO("words"),
        }
        for name, value in given.items():
            run.log_artifact(value, name)
        for value in (figure, frame, {"a": 1}, np.eye(2), b"b"):
            run.log_artifact(value)
        """
    )
    facts = {fact["name"]: fact for fact in trail.facts("artifact_logged")}
    assert not trail.facts("artifact_missed", "notice")
    kept = trail.blobs()
    content = {name: kept[fact["sha256"]] for name, fact in facts.items()}
    assert len({content[f"drawn {number}"] for number in range(5)}) == 1
    begins = {
        "png": b"\x89PNG\r\n",
        "jpg": b"\xff\xd8\xff",
        "pdf": b"%PDF",
        "parquet": b"PAR1",
        "npy": b"\x93NUMPY",
    }
    for name, kept in content.items():
        assert kept.startswith(begins.get(name.rpartition(".")[2], b"")), name
    assert content["drawn 0"].startswith(begins["png"]) and facts["drawn 0"]["kind"] == "image"
    assert b"<svg" in content["figure.svg"] and b"<html" in content["plotly.html"]
    assert "data" in json.loads(content["plotly.json"]) and "mark" in json.loads(
        content["chart.json"]
    )
    assert content["frame.csv"] == b"x,y\n1,a\n2,\n" and content["series.csv"] == b"x\n1\n2\n"
    told = json.loads(content["dict.json"])
    assert (told["b"], told["c"], told["d"]) == (3, [[1.0]], [3]) and math.isnan(told["a"]["1"])
    assert json.loads(content["list.json"]) == [1, [2]]
    assert (content["memory.bin"], content["words.txt"]) == (b"bytes", b"words")
    assert {"figure.png", "table.parquet", "data.json", "array.npy", "bytes.bin"} < set(facts)
    pictures = {"array.png": (5, 4, 0), "torch.png": (5, 4, 2), "mask.png": (3, 3, 0)}
    for name, (width, height, colours) in pictures.items():
        assert struct.unpack(">2I", content[name][16:24]) == (width, height)
        assert content[name][25] == colours
    assert facts["frame.parquet"]["metadata"] == {"format": "parquet"}


def test_a_column_that_a_format_cannot_hold_is_kept_as_text_and_the_others_as_they_are(
    trail, script
):
    script(
        """
        import nbtrail, numpy as np, pandas as pd, polars as pl, pyarrow as pa
        mixed = pd.DataFrame({"mixed": [1, "x", None, np.eye(2)], "number": [1, 2, 3, 4]})
        union = pa.UnionArray.from_sparse(pa.array([0, 1], pa.int8()), [pa.array([1, 2]), pa.array(["a", "b"])])
        run = nbtrail.init(name="a")
        for name, table in {
            "mixed.parquet": mixed, "mixed.feather": mixed, "complex.parquet": pd.DataFrame({"c": [1 + 2j], "number": [1]}),
            "sparse.parquet": pd.DataFrame({"s": pd.arrays.SparseArray([0, 1])}),
            "twice.parquet": pd.DataFrame([[1, 2]], columns=["a", "a"]), "twice.json": pd.DataFrame([[1, 2]], columns=["a", "A"]),
            "labels.parquet": pd.DataFrame({"a": [1, "x"]}, index=["p", "q"]),
            "nested.csv": pl.DataFrame({"list": [[1, 2]], "number": [1]}), "union.parquet": pa.table({"u": union, "number": [1, 2]}),
            "lines.jsonl": mixed[["number"]], "tabs.tsv": pl.DataFrame({"a": [1], "b": [2]}),
        }.items():
            run.log_artifact(table, name)
        """
    )
    import io

    import pyarrow.feather
    import pyarrow.parquet

    assert not trail.facts("artifact_missed", "notice")
    facts = {fact["name"]: fact for fact in trail.facts("artifact_logged")}
    kept = trail.blobs()
    content = {name: kept[fact["sha256"]] for name, fact in facts.items()}
    tables = {
        name: pyarrow.parquet.read_table(io.BytesIO(bytes_)).to_pydict()
        for name, bytes_ in content.items()
        if name.endswith(".parquet")
    }
    told = {"mixed": ["1", "x", None, "[[1.0, 0.0], [0.0, 1.0]]"], "number": [1, 2, 3, 4]}
    assert tables == {
        "mixed.parquet": told,
        "complex.parquet": {"c": ["(1+2j)"], "number": [1]},
        "sparse.parquet": {"s": [0, 1]},
        "twice.parquet": {"a": [1], "a_1": [2]},
        "labels.parquet": {"index": ["p", "q"], "a": ["1", "x"]},
        "union.parquet": {"u": ["1", "b"], "number": [1, 2]},
    }
    assert pyarrow.feather.read_table(io.BytesIO(content["mixed.feather"])).to_pydict() == told
    assert json.loads(content["twice.json"]) == [{"a": 1, "A": 2}]
    assert content["nested.csv"] == b'list,number\n"[1, 2]",1\n'
    assert content["lines.jsonl"].split() == [b'{"number":%d}' % n for n in (1, 2, 3, 4)]
    assert content["tabs.tsv"] == b"a\tb\n1\t2\n"
    said = {name: fact["metadata"].get("as_text") for name, fact in facts.items()}
    assert {name: odd for name, odd in said.items() if odd} == {
        "mixed.parquet": ["mixed"], "mixed.feather": ["mixed"], "complex.parquet": ["c"], "labels.parquet": ["a"],
        "nested.csv": ["list"], "union.parquet": ["u"],
    }  # fmt: skip


def test_an_open_file_is_the_file_and_an_array_of_texts_is_a_table(trail, script):
    script(
        """
        import nbtrail, numpy as np
        run = nbtrail.init(name="a")
        with open("notes.txt", "w") as file:
            file.write("written so far")
            run.log_artifact(file)
        with open("notes.txt", "rb") as file:
            run.log_artifact(file, "read.txt")
        run.log_artifact(np.array([["a,b", "c"], ['"', ""]]), "texts.csv")
        run.log_artifact(np.ma.array([[1, 2], [3, 4]], mask=[[0, 1], [0, 0]]), "masked.csv")
        """
    )
    kept = trail.blobs()
    content = {fact["name"]: kept[fact["sha256"]] for fact in trail.facts("artifact_logged")}
    assert content == {
        "notes.txt": b"written so far",
        "read.txt": b"written so far",
        "texts.csv": b'"a,b",c\n"""",\n',
        "masked.csv": b"1,\n3,4\n",
    }


def test_an_array_keeps_its_mask(trail, script):
    import io

    import numpy

    script(
        """
        import nbtrail, numpy as np
        run = nbtrail.init(name="a")
        run.log_artifact(np.ma.array([1, 2], mask=[True, False]), "masked.npy")
        run.log_artifact(np.ma.array([1, 2]), "whole.npy")
        """
    )
    facts = {fact["name"]: fact for fact in trail.facts("artifact_logged")}
    kept = {
        name: numpy.load(io.BytesIO(trail.blobs()[fact["sha256"]])) for name, fact in facts.items()
    }
    assert numpy.ma.fromflex(kept["masked.npy"]).tolist() == [None, 2]
    assert facts["masked.npy"]["metadata"] == {"masked": "numpy.ma.fromflex", "format": "npy"}
    assert kept["whole.npy"].tolist() == [1, 2]
