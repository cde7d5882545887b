"""Artifacts and models: bytes are kept once per content, and found again."""

from __future__ import annotations

import hashlib
import json
import math
import os
import struct
import time

import pytest
import record_types


def told_of(trail) -> list[str]:
    return [fact["message"] for fact in trail.facts("notice")]


def blobs(trail) -> dict[str, bytes]:
    return {
        path.name: path.read_bytes() for path in (trail.home / "blobs").rglob("*") if path.is_file()
    }


def test_bytes_are_stored_once_under_their_hash(trail, script):
    script(
        """
        import nbtrail
        open("model.pt", "wb").write(b"weights")
        with nbtrail.run("a") as run:
            run.log_artifact("model.pt")
            run.log_artifact(b"weights", "copy.bin", metadata={"api_key": "abcdefgh1", "epoch": 3})
            nbtrail.log_artifact("some words", "notes.md")
            run.log_artifact(b"only known", "large.bin", store=False)
        """
    )
    facts = sorted(trail.facts("artifact_logged"), key=lambda fact: fact["t"])
    assert [fault for fact in facts for fault in record_types.faults(fact)] == []
    assert [(fact["name"], fact["kind"], fact["stored"]) for fact in facts] == [
        ("model.pt", "model", True),
        ("copy.bin", "file", True),
        ("notes.md", "text", True),
        ("large.bin", "file", False),
    ]
    assert facts[1]["metadata"] == {"api_key": "‹redacted›", "epoch": 3}
    assert facts[0]["path"].endswith("/work/model.pt") and facts[1]["path"] is None
    kept = blobs(trail)
    assert sorted(kept.values()) == [b"some words", b"weights"]
    assert all(hashlib.sha256(content).hexdigest() == name for name, content in kept.items())
    path = trail.home / "blobs" / "sha256" / facts[0]["sha256"][:2] / facts[0]["sha256"]
    assert path.stat().st_mode & 0o777 == 0o600 and path.parent.stat().st_mode & 0o777 == 0o700


def test_a_folder_gives_each_file_and_links_say_where_they_led(trail, script, tmp_path):
    outside = tmp_path / "outside.txt"
    outside.write_text("elsewhere")
    script(
        f"""
        import nbtrail, os
        os.makedirs("out/deep")
        open("out/a.csv", "w").write("x")
        open("out/deep/b.png", "w").write("y")
        os.symlink({str(outside)!r}, "out/link.txt")
        os.symlink("/", "out/everything")
        os.symlink("nowhere", "out/broken")
        os.mkfifo("out/pipe")
        with nbtrail.run("a") as run:
            run.log_artifact("out")
            run.log_artifact("out", "named")
        """
    )
    facts = trail.facts("artifact_logged")
    names = ["a.csv", "link.txt", "deep/b.png"]
    named = [f"named/{name}" for name in names]
    for call in (names, named):  # two calls may write at once, each in its order
        assert [fact["name"] for fact in facts if fact["name"] in call] == call
    assert len(facts) == 6
    assert {fact["path"] for fact in facts if "link" in fact["name"]} == {os.path.realpath(outside)}
    assert len(blobs(trail)) == 3


def test_what_is_in_a_folder_and_is_no_file_is_listed_with_its_reason(trail, script):
    script(
        """
        import nbtrail, os
        os.makedirs("out/deep")
        open("out/a.csv", "w").write("x")
        os.symlink("nowhere", "out/broken")
        os.symlink("circle", "out/circle")
        os.symlink("..", "out/deep/up")
        os.mkfifo("out/pipe")
        os.makedirs("pipes")
        os.mkfifo("pipes/one")
        with nbtrail.run("a") as run:
            run.log_artifact("out")
            assert run.log_model("out", "kept") is not None
            run.log_model("pipes", "none")
        """
    )
    reasons = {fact["name"]: fact["reason"] for fact in trail.facts("artifact_missed")}
    for name in ("", "kept/"):
        assert reasons[f"{name}broken"] == "it is a link that leads nowhere"
        assert reasons[f"{name}circle"] == "Too many levels of symbolic links"
        assert reasons[f"{name}deep/up"] == "it is a link to a folder, which is not followed"
        assert reasons[f"{name}pipe"] == "it is no plain file"
    assert reasons["none"] == "the folder holds no files" and len(reasons) == 10
    [version] = trail.facts("model_registered")
    assert (version["name"], version["bytes"]) == ("kept", 1)


def test_objects_that_raise_at_every_question_are_listed_as_not_kept(trail, script):
    done = script(
        r"""
        import nbtrail
        class Asked:
            def __getattr__(self, name):
                raise RuntimeError(name)
        class Always:
            def __getattribute__(self, name):
                raise RuntimeError(name)
        class Classless:
            __class__ = property(lambda self: 1 / 0)
        class Speechless(Exception):
            def __str__(self):
                raise RuntimeError
        class Path:
            def __fspath__(self):
                raise Speechless
        run = nbtrail.run("a")
        for given in (Asked(), Always(), Classless(), Path(), "\ud800x.csv", "a\0b.csv"):
            run.log_artifact(path=given) if type(given) is str else run.log_artifact(given)
            if type(given) is not str:
                run.log_figure(given)
            run.log_model(given, "model")
            run.log_dataset(given)
        run.log_model(b"x", "aliased", Asked())
        run.finish()
        """
    )
    assert "NT299" not in done.stderr and "NT299" not in told_of(trail), done.stderr
    missed = [fact["name"] for fact in trail.facts("artifact_missed")]
    assert missed.count("asked") == missed.count("always") == missed.count("path") == 2, missed
    assert missed.count("classless") == 2 and missed.count("model") >= 4, missed
    assert "a\0b.csv" in missed and "\ufffdx.csv" in missed, missed
    assert all(use["dataset_hash"] is None for use in trail.facts("dataset_used"))


def test_what_cannot_be_kept_is_listed_with_its_reason_and_costs_one_line(trail, script):
    done = script(
        f"""
        import nbtrail, os, numpy
        from nbtrail.stop import stop
        open({str(trail.home)!r} + "-file", "w").close()
        os.mkdir("empty")
        class Odd:
            def __reduce__(self):
                raise RuntimeError("it will not be saved")
        with nbtrail.run("a") as run:
            for given in ("nowhere.pt", "nowhere.pt", 3, None, object, "empty"):
                run.log_artifact(given)
            run.log_artifact(numpy.zeros((2, 2, 2, 2)), "four.png")
            run.log_model("nowhere.pt", "digits")
            run.log_model(Odd(), "odd")
        rows = nbtrail.sql("SELECT name, sha256, stored, version, error FROM artifacts ORDER BY ALL").rows
        stop()
        for name, *known, error in rows:
            print(name, known, error)
        with nbtrail.run("b") as run:
            os.rename(os.path.join({str(trail.home)!r}, "blobs"), "away")
            open(os.path.join({str(trail.home)!r}, "blobs"), "w").close()
            run.log_artifact(b"one", "one")
            run.log_artifact(b"two", "two")
        """
    )
    told = [line.rsplit("[", 1)[-1] for line in done.stderr.splitlines()]
    assert set(told) == {"NT217]", "NT218]"} and told.count("NT218]") == 1, done.stderr
    assert len(set(told_of(trail))) == 9
    reasons = dict(line.split(" [None, False, None] ") for line in done.stdout.splitlines())
    assert reasons["nowhere.pt"] == reasons["digits"] == "there is no such file"
    assert reasons["empty"] == "the folder holds no files"
    assert reasons["odd"] == "RuntimeError: it will not be saved"
    assert reasons["four.png"] == "ValueError: an array of shape (2, 2, 2, 2) is no picture"
    assert {"int", "nonetype", "type"} < set(reasons) and len(reasons) == 8
    missed, facts = trail.facts("artifact_missed"), trail.facts("artifact_logged")
    assert [fault for fact in missed for fault in record_types.faults(fact)] == []
    assert [(fact["name"], fact["stored"]) for fact in facts] == [("one", False), ("two", False)]
    assert facts[0]["sha256"] == hashlib.sha256(b"one").hexdigest()
    assert not trail.facts("model_registered")


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
    kept = blobs(trail)
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
    kept = blobs(trail)
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
    kept = blobs(trail)
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
    kept = blobs(trail)
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
        name: numpy.load(io.BytesIO(blobs(trail)[fact["sha256"]])) for name, fact in facts.items()
    }
    assert numpy.ma.fromflex(kept["masked.npy"]).tolist() == [None, 2]
    assert facts["masked.npy"]["metadata"] == {"masked": "numpy.ma.fromflex", "format": "npy"}
    assert kept["whole.npy"].tolist() == [1, 2]


def test_a_model_in_memory_or_a_folder_is_kept_and_says_how(script):
    done = script(
        """
        import nbtrail, os, pickle, joblib, torch
        from sklearn.pipeline import make_pipeline
        from sklearn.preprocessing import StandardScaler
        from nbtrail.stop import stop
        os.makedirs("out/deep")
        open("out/config.json", "w").write("{}")
        open("out/deep/weights.bin", "wb").write(b"w" * 100)
        class Pretrained:
            def save_pretrained(self, folder):
                open(os.path.join(folder, "config.json"), "w").write("{}")
        module = torch.nn.Linear(2, 1)
        with nbtrail.run("a") as run:
            ids = [
                run.log_model("out", "folder"), run.log_model(make_pipeline(StandardScaler()), "pipeline"),
                run.log_model(module, "module"), run.log_model(module.state_dict(), "state"),
                run.log_model(Pretrained(), "pretrained"), run.log_model({"w": 1}, "plain", metadata={"epoch": 3}),
                run.log_model("out", "folder"),
            ]
        try:
            assert len(set(ids)) == 7 and None not in ids
            told = "SELECT name, json_extract_string(metadata, 'format'), bytes FROM model_versions WHERE version = 1 ORDER BY 1"
            for name, form, size in nbtrail.sql(told).rows:
                print(name, form, size if form in ("folder", "save_pretrained") else "")
            path = nbtrail.model_path("folder")
            print(sorted(os.listdir(path)), len(open(path + "/deep/weights.bin").read()), nbtrail.model_path("folder", 1) == path)
            print(os.listdir(nbtrail.model_path("pretrained")))
            print(type(joblib.load(nbtrail.model_path("pipeline"))).__name__)
            print(torch.equal(torch.load(nbtrail.model_path("module"))["weight"], module.weight))
            print(pickle.load(open(nbtrail.model_path("plain"), "rb")))
        finally:
            stop()
        """
    )
    assert done.stdout.splitlines() == [
        "folder folder 102", "module torch state_dict ", "pipeline joblib ", "plain pickle ",
        "pretrained save_pretrained 2", "state torch ",
        "['config.json', 'deep'] 100 True", "['config.json']", "Pipeline", "True", "{'w': 1}",
    ]  # fmt: skip
    assert done.stderr == ""


def test_a_large_sparse_file_stays_sparse_and_does_not_hold_the_call_up(trail, script):
    done = script(
        """
        import hashlib, nbtrail, os, time
        with open("large.bin", "wb") as file:
            file.write(b"begin")
            file.seek(2 * 2**30)
            file.write(b"end")
        print(os.stat("large.bin").st_blocks * 512)
        run = nbtrail.init(name="a")
        began = time.monotonic()
        digest = hashlib.sha256()
        with open("large.bin", "rb") as file:
            while block := file.read(2**20):
                digest.update(block)
        read = time.monotonic() - began
        began = time.monotonic()
        run.log_artifact("large.bin")
        assert time.monotonic() - began < read / 2
        os.remove("large.bin")
        """
    )
    [early] = trail.facts("artifact_missed")
    [fact] = trail.facts("artifact_logged")
    assert "being read" in early["reason"] and early["seq"] < fact["seq"]
    digest = hashlib.sha256(b"begin")
    zeros = bytes(2**20)
    for length in [2**20] * 2047 + [2**20 - 5]:
        digest.update(zeros[:length])
    digest.update(b"end")
    assert (fact["bytes"], fact["sha256"], fact["stored"]) == (2**31 + 3, digest.hexdigest(), True)
    [blob] = [path for path in (trail.home / "blobs").rglob("*") if path.is_file()]
    assert blob.stat().st_blocks * 512 <= max(int(done.stdout), 2**20)


def test_a_file_that_changes_while_it_is_read_is_not_kept_half(trail, script):
    script(
        """
        import nbtrail, os, threading, time
        with open("moving.bin", "wb") as file:
            file.write(os.urandom(40 * 2**20))
        over = threading.Event()
        def change():
            with open("moving.bin", "r+b") as file:
                while not over.is_set():
                    file.seek(0)
                    file.write(os.urandom(8))
                    file.flush()
                    time.sleep(0.001)
        other = threading.Thread(target=change)
        other.start()
        nbtrail.init(name="a").log_artifact("moving.bin")
        from nbtrail.machine.background import settle
        settle()
        over.set(); other.join()
        nbtrail.log_artifact("moving.bin")
        """
    )
    reasons = [fact["reason"] for fact in trail.facts("artifact_missed")]
    assert any("changed while it was read" in reason for reason in reasons)
    [fact] = trail.facts("artifact_logged")
    assert fact["stored"] and fact["bytes"] == 40 * 2**20


def test_a_file_that_does_not_fit_leaves_nothing_behind(trail, script):
    if not hasattr(os, "fork"):
        pytest.skip("no limits on the size of files")
    script(
        """
        import nbtrail, resource, signal
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        with open("big.bin", "wb") as file:
            file.truncate(3 * 2**20)
        with nbtrail.run("a") as run:
            resource.setrlimit(resource.RLIMIT_FSIZE, (2**20, resource.RLIM_INFINITY))
            run.log_artifact("big.bin")
        """
    )
    [fact] = trail.facts("artifact_logged")
    assert (fact["bytes"], fact["stored"]) == (3 * 2**20, False)
    assert fact["sha256"] == hashlib.sha256(bytes(3 * 2**20)).hexdigest()
    assert blobs(trail) == {}


def test_models_have_versions_and_aliases_and_are_found_again(script):
    done = script(
        """
        import nbtrail
        from nbtrail.stop import stop
        from nbtrail.notices.trail_error import TrailError
        with nbtrail.run("one") as one:
            one.log_dataset({"x": [1]}, "numbers", "train")
            first = one.log_model(b"first", "digits", "champion", note="begin")
            one.log_artifact(b"scores", "scores.csv")
        with nbtrail.run("two") as two:
            two.log_model(b"second", "digits", ["candidate"])
        read = lambda *which: open(nbtrail.model_path("digits", *which)).read()
        meant = lambda: nbtrail.sql("SELECT version, aliases FROM model_versions ORDER BY version").rows
        try:
            print(meant(), read(), read("champion"), read(2), read(one), read(first))
            nbtrail.alias_model("digits", two, "champion")
            print(meant(), read("champion"))
            nbtrail.alias_model("digits", 1, "champion")
            nbtrail.unalias_model("digits", "candidate")
            print(meant(), nbtrail.sql("SELECT versions, latest_version, aliases FROM models").rows)
            print(nbtrail.sql("SELECT len(dataset_hashes), note FROM model_versions ORDER BY version").rows)
            print(open(nbtrail.artifact("one", "scores.csv")).read())
            for ask in (
                lambda: read(3),
                lambda: nbtrail.artifact(two, "scores.csv"),
                lambda: nbtrail.alias_model("other", 1, "a"),
            ):
                try:
                    ask()
                except TrailError as error:
                    print(error.code)
        finally:
            stop()
        """
    )
    assert done.stdout.splitlines() == [
        "[(1, ['champion']), (2, ['candidate'])] second first second first first",
        "[(1, []), (2, ['candidate', 'champion'])] second",
        "[(1, ['champion']), (2, [])] [(2, 2, {'champion': 1})]",
        "[(1, 'begin'), (0, None)]",
        "scores",
        *["NT602"] * 3,
    ]


def test_of_one_name_the_last_that_was_logged_is_meant_however_long_it_takes_to_keep(script):
    done = script(
        """
        import nbtrail, os
        from nbtrail.machine import background
        from nbtrail.stop import stop
        run = nbtrail.init(name="a")
        open("large", "wb").close()
        os.truncate("large", 400 * 2**20)
        run.log_artifact("large", "checkpoint")
        run.log_artifact(b"small", "checkpoint")
        run.log_model("large", "net", aliases="best")
        run.log_model(b"small", "net", aliases="best")
        for content in (b"old", b"new", b"old"):
            run.log_artifact(content, "again")
        assert background.settle()
        try:
            for path in (nbtrail.artifact(run, "checkpoint"), nbtrail.model_path("net"), nbtrail.model_path("net", "best"),
                         nbtrail.artifact(run, "again")):
                print(open(path, "rb").read(10).decode())
            print(nbtrail.sql("SELECT version, bytes FROM model_versions ORDER BY version").rows)
        finally:
            stop()
        """
    )
    small_last = f"[(1, {400 * 2**20}), (2, 5)]"
    assert done.stdout.splitlines() == ["small", "small", "small", "old", small_last]


def test_what_a_killed_writer_left_is_removed_a_day_later(trail, script):
    folder = trail.home / "blobs" / "sha256"
    folder.mkdir(parents=True)
    for name, age in (("old.part", 100_000), ("new.part", 0)):
        (folder / name).write_bytes(b"half")
        os.utime(folder / name, (time.time() - age,) * 2)
    script("import nbtrail\nwith nbtrail.run('a') as run: run.log_artifact(b'x', 'x')")
    assert sorted(path.name for path in folder.glob("*.part")) == ["new.part"]
