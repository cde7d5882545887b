"""The environment and the git state of a session are recorded as Python and git tell them."""

from __future__ import annotations

import json
import subprocess
import zipfile
from pathlib import Path

import pytest

#: What `importlib.metadata` says in the process that is recorded.
AS_PYTHON_SAYS = """
    import json, pathlib, re, sys
    {before}
    import nbtrail
    nbtrail.init()
    from importlib.metadata import distributions
    found = dict()
    for distribution in distributions():
        try:
            name, version = distribution.metadata["Name"], distribution.version
        except Exception:
            continue
        if name and version:
            found.setdefault(re.sub("[-_.]+", "-", name).lower(), version)
    print(json.dumps(found))
"""


def told(script, before: str = "", **environment: str) -> dict[str, str]:
    return json.loads(script(AS_PYTHON_SAYS.format(before=before), **environment).stdout)


def recorded(trail) -> dict[str, str]:
    (fact,) = trail.facts("environment")
    return fact["packages"]


def put(folder: Path, name: str, text: str | bytes) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())


def test_the_packages_of_this_interpreter_are_what_importlib_metadata_says(trail, script):
    expected = told(script)
    assert len(expected) > 20 and recorded(trail) == expected
    assert list(recorded(trail)) == sorted(expected)


def test_odd_installations_are_read_as_importlib_metadata_reads_them(trail, script, tmp_path):
    first, second = tmp_path / "first", tmp_path / "second"
    head = "Metadata-Version: 2.1\n"
    put(
        first,
        "Odd_Name.X-1.0.dist-info/METADATA",
        f"{head}Name: Odd_Name.X\nVersion: 1.0.0-Beta1\n",
    )
    put(first, "twice-2.0.dist-info/METADATA", f"{head}Name: twice\nVersion: 2.0\n")
    put(second, "twice-1.0.dist-info/METADATA", f"{head}Name: twice\nVersion: 1.0\n")
    put(first, "old.egg-info/PKG-INFO", f"{head}Name: old\nVersion: 0.1\n")
    put(first, "older-0.2-py3.egg-info", f"{head}Name: older\nVersion: 0.2\n")
    put(first, "windows-1.dist-info/METADATA", b"Name: windows\r\nVersion: 1\r\n\r\ntext\r\n")
    put(first, "short-1.dist-info/METADATA", "Name: short\nVersion: 1")
    put(first, "late-1.dist-info/METADATA", f"Summary: {'x' * 3000}\nname: late\nVERSION: 1\n")
    put(first, "body-1.dist-info/METADATA", "Version: 1\nName: body\n\nName: other\nVersion: 9\n")
    put(first, "fallback-1.dist-info/PKG-INFO", "Name: fallback\nVersion: 1\n")
    put(first, "fallback-1.dist-info/METADATA", "")
    put(first, "gone-1.dist-info/RECORD", "")
    put(first, "nameless-1.dist-info/METADATA", "Version: 1\n\nName: nameless\n")
    put(first, "versionless-1.dist-info/METADATA", "Name: versionless\n\n")
    put(first, "folder-1.dist-info/METADATA/x", "")
    put(first, "linked.egg-link", "/nowhere\n.\n")
    put(tmp_path / "some-3.egg", "EGG-INFO/PKG-INFO", "Name: some\nVersion: 3\n")
    with zipfile.ZipFile(tmp_path / "archive.zip", "w") as archive:
        archive.writestr("zipped-1.dist-info/METADATA", "Name: zipped\nVersion: 1\n")
    entries = [first, second, first, tmp_path / "some-3.egg", tmp_path / "archive.zip", "/nowhere"]
    before = f"sys.path[1:1] = {list(map(str, entries))!r}"
    expected = told(script, before)
    assert recorded(trail) == expected
    odd = {
        key: recorded(trail).get(key) for key in ("odd-name-x", "twice", "late", "zipped", "some")
    }
    assert odd == {
        "odd-name-x": "1.0.0-Beta1",
        "twice": "2.0",
        "late": "1",
        "zipped": "1",
        "some": "3",
    }
    assert not {"gone", "nameless", "versionless", "folder", "other"} & set(expected)


def test_finders_of_other_makers_are_asked(trail, script):
    before = """
    from importlib.metadata import Distribution, DistributionFinder
    class Told(Distribution):
        def read_text(self, name):
            return "Name: told\\nVersion: 7\\n" if name == "METADATA" else None
        def locate_file(self, path):
            return path
    class Finder(DistributionFinder):
        def find_spec(self, *_):
            return None
        def find_distributions(self, context):
            return [Told()]
    sys.meta_path.append(Finder())"""
    expected = told(script, before)
    assert recorded(trail) == expected and expected["told"] == "7"


def test_a_broken_finder_and_an_undecodable_name_cost_nothing_else(trail, script, tmp_path):
    put(tmp_path / "site", "bytes-1.dist-info/METADATA", b"Name: bytes\nVersion: 1\nAuthor: \xff\n")
    script(
        f"""
        import sys
        class Broken:
            def find_spec(self, *_):
                return None
            def find_distributions(self, context):
                raise OSError("no")
        sys.meta_path.append(Broken())
        sys.path += [{str(tmp_path / "site")!r}, 3, b"/bytes"]
        import nbtrail
        nbtrail.init()
        """
    )
    assert recorded(trail)["bytes"] == "1" and recorded(trail)["pytest"]
    assert not trail.facts("notice")


def test_a_script_that_ends_at_once_has_its_environment_recorded_before_its_end(trail, script):
    script("import nbtrail\nnbtrail.init()")
    kinds = [fact["k"] for fact in trail.facts()]
    assert kinds.index("environment") < kinds.index("session_ended")
    (opened,) = trail.facts("writer_opened")
    assert opened["version"] == recorded(trail)["nbtrail"]


@pytest.mark.parametrize(
    ("prepare", "expected"),
    [
        ("true", {"commit": False, "branch": "main", "dirty": False, "remote": None}),
        ("git add f", {"commit": False, "branch": "main", "dirty": True, "remote": None}),
        (
            "git add f && git commit -qm 1 && git remote add origin https://me:pw@host/x.git",
            {
                "commit": True,
                "branch": "main",
                "dirty": False,
                "remote": "https://‹redacted›@host/x.git",
            },
        ),
        (
            "git add f && git commit -qm 1 && git checkout -q --detach && echo 2 > f",
            {"commit": True, "branch": None, "dirty": True, "remote": None},
        ),
        (
            "git add f && git commit -qm 1 && git checkout -qb a/b && echo 2 > f && git stash -q &&"
            "git config status.showStash true && git config status.short true",
            {"commit": True, "branch": "a/b", "dirty": False, "remote": None},
        ),
    ],
    ids=["unborn", "staged", "clean", "detached", "stashed"],
)
def test_the_state_of_the_repository_is_what_git_says(trail, script, tmp_path, prepare, expected):
    work = tmp_path / "work"
    put(work, "f", "1\n")

    def ask(command: str) -> str:
        identity = "git config user.name a; git config user.email a@b; "
        done = subprocess.run(
            identity + command, shell=True, cwd=work, check=True, capture_output=True, text=True
        )
        return done.stdout.strip()

    subprocess.run(["git", "init", "-q", "-b", "main", work], check=True)
    ask(prepare)
    script("import nbtrail\nnbtrail.init()")
    (state,) = trail.facts("git_state")
    commit = ask("git rev-parse HEAD") if expected["commit"] else None
    assert {key: state[key] for key in expected} == {**expected, "commit": commit}
    assert Path(state["root"]) == work.resolve()


def test_outside_a_repository_there_is_no_git_state(trail, script):
    script("import nbtrail\nnbtrail.init()", GIT_CEILING_DIRECTORIES="/")
    assert not trail.facts("git_state") and recorded(trail)
