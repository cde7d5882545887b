"""What JupyterLab asks its own server, with a real one."""

from __future__ import annotations

import http.cookiejar
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from real_jupyter import TOKEN, Jupyter, jupyter


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("store") / "home"


@pytest.fixture(scope="module")
def server(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Jupyter]:
    with jupyter(home, tmp_path_factory.mktemp("jupyter")) as running:
        yield running


def test_status_tells_the_store_and_starts_nothing(server: Jupyter, home: Path) -> None:
    code, told = server.ask("nbtrail-server/status")
    assert code == 200
    assert told["home"] == str(home)
    assert told["autoload"] is False
    assert told["companion"] == {"running": False}
    assert not (home / "companion.json").exists()


def test_autoload_is_switched_by_a_click(server: Jupyter, home: Path) -> None:
    assert server.ask("nbtrail-server/autoload", {"on": True})[1]["autoload"] is True
    assert (home / "autoload").exists()
    assert home.stat().st_mode & 0o077 == 0
    assert server.ask("nbtrail-server/autoload", {"on": False})[1]["autoload"] is False
    assert not (home / "autoload").exists()


@pytest.mark.parametrize("body", [{}, {"on": "yes"}, [1]])
def test_autoload_refuses_what_is_not_a_yes_or_no(server: Jupyter, body: object) -> None:
    assert server.ask("nbtrail-server/autoload", body)[0] == 400


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("status", None),
        ("sessions", None),
        ("autoload", {"on": True}),
        ("restart", {}),
        ("notebook", {"path": "a"}),
        ("find", {"path": "a"}),
    ],
)
def test_every_door_is_closed_without_jupyters_login(
    server: Jupyter, home: Path, path: str, body: object
) -> None:
    assert server.ask(f"nbtrail-server/{path}", body, token=None)[0] == 403
    assert server.ask(f"nbtrail-server/{path}", body, token="wrong")[0] == 403
    assert not (home / "autoload").exists()


def test_a_page_that_has_only_the_cookie_cannot_switch(server: Jupyter, home: Path) -> None:
    """The cookie alone, as another site's form would send it, fails the XSRF check."""
    jar = http.cookiejar.CookieJar()
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
    browser.open(f"{server.url}login?token={TOKEN}", timeout=30).close()
    cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in jar)
    code, _ = server.ask(
        "nbtrail-server/autoload", {"on": True}, token=None, headers={"Cookie": cookies}
    )
    assert code == 403
    assert not (home / "autoload").exists()


def test_sessions_tell_which_notebook_a_kernel_has(server: Jupyter) -> None:
    body = {"path": "a b.ipynb", "name": "", "type": "notebook", "kernel": {"name": "python3"}}
    code, session = server.ask("api/sessions", body)
    assert code == 201
    kernel = session["kernel"]["id"]
    assert server.ask("nbtrail-server/sessions") == (200, {kernel: "a b.ipynb"})
