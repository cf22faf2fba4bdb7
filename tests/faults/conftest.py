"""What the tests of faults share: a desk for each module."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.faults.desk import Desk, desk

OUTCOMES: dict[str, str] = {}  #: of this run, by file and name of the test


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if report.when == "call" or report.failed:
        name = report.nodeid.rpartition("/")[2]
        OUTCOMES[name] = "failed" if "failed" in (report.outcome, OUTCOMES.get(name)) else report.outcome


@pytest.fixture(scope="module")
def settings() -> dict[str, str]:
    """The settings of a module's desk, besides its own."""
    return {}


@pytest.fixture(scope="session")
def outcomes() -> dict[str, str]:
    """How the tests before this one have ended."""
    return OUTCOMES


@pytest.fixture(scope="module")
def shared_desk(settings: dict[str, str]) -> Iterator[Desk]:
    with desk(**settings) as shared:
        yield shared


@pytest.fixture
def staffed(shared_desk: Desk) -> Iterator[Desk]:
    """The module's desk, with workers that are ready. What a test has stopped goes on after it."""
    shared_desk.staff()
    yield shared_desk
    shared_desk.points.release()
