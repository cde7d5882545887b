"""The workflows on GitHub can be read, give as little as they need, and run what was reviewed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
#: `owner/action@<commit> # v1.2.3`
PINNED = re.compile(r"[\w.-]+/[\w./-]+@[0-9a-f]{40}$")


def steps(workflow: dict) -> list[dict]:
    return [step for job in workflow["jobs"].values() for step in job.get("steps", [])]


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_a_workflow_runs_only_actions_of_a_fixed_commit_with_its_version_beside(path: Path) -> None:
    text = path.read_text(encoding="utf8")
    used = [step["uses"] for step in steps(yaml.safe_load(text)) if "uses" in step]
    assert [action for action in used if not PINNED.match(action)] == []
    assert len(re.findall(r"uses: [^\s./][^\s]*@[0-9a-f]{40} # v\d", text)) == len(used)


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_a_workflow_may_only_read_unless_a_job_asks_for_more_and_ends_in_time(path: Path) -> None:
    workflow = yaml.safe_load(path.read_text(encoding="utf8"))
    assert workflow["permissions"] == {"contents": "read"}
    own = [job for job in workflow["jobs"].values() if "steps" in job]
    assert all(0 < job["timeout-minutes"] <= 90 for job in own)


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_a_workflow_runs_npm_scripts_and_workflows_that_exist(path: Path) -> None:
    workflow = yaml.safe_load(path.read_text(encoding="utf8"))
    scripts = yaml.safe_load((ROOT / "package.json").read_text(encoding="utf8"))["scripts"]
    asked = [
        name
        for step in steps(workflow)
        for name in re.findall(r"npm run ([\w:]+)", step.get("run", ""))
    ]
    assert [name for name in asked if name not in scripts] == []
    called = [job["uses"] for job in workflow["jobs"].values() if "uses" in job]
    assert [file for file in called if not (ROOT / file).is_file()] == []


def test_dependabot_looks_at_every_package_of_the_repository() -> None:
    told = yaml.safe_load((ROOT / ".github" / "dependabot.yml").read_text(encoding="utf8"))
    watched = {(one["package-ecosystem"], one["directory"]) for one in told["updates"]}
    assert watched == {
        ("npm", "/"),
        ("npm", "/server"),
        ("npm", "/ui-tests"),
        ("pip", "/"),
        ("github-actions", "/"),
    }


@pytest.mark.parametrize("name", ["bug.yml", "idea.yml"])
def test_an_issue_form_has_a_name_a_description_and_fields_of_their_own(name: str) -> None:
    form = yaml.safe_load((ROOT / ".github" / "ISSUE_TEMPLATE" / name).read_text(encoding="utf8"))
    assert form["name"] and form["description"]
    ids = [field["id"] for field in form["body"]]
    assert len(ids) == len(set(ids)) > 0
    assert all(field["attributes"]["label"] for field in form["body"])
