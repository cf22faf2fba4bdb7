"""What a model may take for a person's name never stops a story."""

import pytest

from tasks.entities.merging import merge
from tasks.entities.names import person_name
from tasks.entities.trimming import trimmed
from tasks.records import Mention


@pytest.mark.parametrize("written", ["7", "Al", "al-", "The", "X", "习近平", "O’", "Jr."])
def test_every_name_has_a_word_to_be_filed_under(written: str) -> None:
    assert person_name(written).words
    assert [entity.name for entity in merge(written, [Mention(0, len(written), "PERSON")])] == [written]


def test_a_number_is_nobodys_name() -> None:
    assert trimmed("plan 7 was good", 5, 6, "PERSON") is None
