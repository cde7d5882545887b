"""Models have versions and aliases, and are found again."""

from __future__ import annotations


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
