"""Days are the asker's own, wherever the question comes from."""

from __future__ import annotations

import datetime
import os
import zoneinfo
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hand_journal import HandJournal

from nbtrail.client import sql
from nbtrail.companion.time_zone import own_time_zone
from nbtrail.notices.trail_error import TrailError
from nbtrail.stop import stop

LATE = "TIMESTAMPTZ '2026-11-24 23:30:00Z'"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("store") / "home"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NBTRAIL_HOME", str(folder))
        yield folder
        stop()


@pytest.fixture(autouse=True)
def journal(home: Path, monkeypatch: pytest.MonkeyPatch) -> HandJournal:
    monkeypatch.delenv("NBTRAIL_TZ", raising=False)
    return HandJournal(home)


def day(**options: Any) -> datetime.date:
    return sql(f"SELECT {LATE}::DATE", **options).scalar()


def test_a_date_is_the_day_of_the_kernel_of_nbtrail_tz_or_of_the_question(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TZ", "America/New_York")
    assert day() == datetime.date(2026, 11, 24)
    monkeypatch.setenv("NBTRAIL_TZ", "Asia/Tokyo")
    assert day() == datetime.date(2026, 11, 25)
    assert day(time_zone="UTC") == datetime.date(2026, 11, 24)


def test_a_time_has_the_same_day_in_sql_in_rows_and_in_frames() -> None:
    answer = sql(f"SELECT {LATE} AS t, {LATE}::DATE AS day", time_zone="Europe/Berlin")
    ((moment, told),) = answer.rows
    assert moment == datetime.datetime(2026, 11, 24, 23, 30, tzinfo=datetime.timezone.utc)
    assert moment.date() == told == datetime.date(2026, 11, 25)
    assert moment.tzinfo == zoneinfo.ZoneInfo("Europe/Berlin")
    assert answer.df()["t"].dt.date[0] == told
    assert answer.pl()["t"].dt.date()[0] == told
    assert answer.arrow().column("t").type.tz == "Europe/Berlin"
    assert "2026-11-25 00:30:00" in repr(answer)


def test_a_zone_that_there_is_not_is_told_and_nothing_else_suffers() -> None:
    with pytest.raises(TrailError, match='NT405: There is no time zone "Mars/Base"'):
        sql("SELECT 1", time_zone="Mars/Base")
    assert sql("SELECT 1").scalar() == 1


@pytest.mark.parametrize(
    ("told", "name"),
    [
        ("Asia/Kolkata", "Asia/Kolkata"),
        (":America/New_York", "America/New_York"),
        ("EST5EDT", "EST5EDT"),
        ("CET-1CEST", "local"),
        ("../etc", "local"),
    ],
)
def test_the_machines_zone_goes_by_its_name(
    monkeypatch: pytest.MonkeyPatch, told: str, name: str
) -> None:
    monkeypatch.setenv("TZ", told)
    assert own_time_zone() == name
    assert isinstance(day(), datetime.date)


def test_where_tz_names_no_zone_that_there_is_days_are_those_of_utc(script) -> None:
    done = script(
        f"""
        import nbtrail
        from nbtrail.stop import stop
        try:
            print(nbtrail.sql("SELECT {LATE}::DATE").scalar())
        finally:
            stop()
        """,
        TZ="Mars/Base",
    )
    assert done.stdout == "2026-11-24\n"


def test_a_zone_of_a_file_is_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", ":/usr/share/zoneinfo/Asia/Kolkata")
    assert own_time_zone() == "Asia/Kolkata"
    monkeypatch.delenv("TZ")
    assert (
        os.path.realpath("/etc/localtime").endswith(own_time_zone()) or own_time_zone() == "local"
    )
