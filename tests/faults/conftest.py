"""What the tests of faults share: a desk for each module."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.faults.desk import Desk, desk


@pytest.fixture(scope="module")
def settings() -> dict[str, str]:
    """The settings of a module's desk, besides its own."""
    return {}


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
