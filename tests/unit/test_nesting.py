"""One holder's two cues for one content are one statement; two holders' are two, one inside the other."""

from tasks.records import Party, Statement
from tasks.stances.nesting import nested, with_holder
from tasks.stances.statements import Draft
from tests.unit.stories import reading, span

TEXT = "Koffler told Fox she believes that Putin is preparing for war, and Garn agreed."
KOFFLER, GARN = Party("e1", "Koffler"), Party("e2", "Garn")


def said(content: str, cue: str, source: str) -> Draft:
    return Draft((span(TEXT, content),), span(TEXT, cue), span(TEXT, source), "indirect")


TOLD = said("she believes that Putin is preparing for war", "told Fox", "Koffler")
BELIEVES = said("Putin is preparing for war", "believes", "she")
STORY = reading(TEXT, {})


def test_what_one_says_one_believes_is_one_statement_whichever_comes_first() -> None:
    for held in ([(TOLD, KOFFLER), (BELIEVES, KOFFLER)], [(BELIEVES, KOFFLER), (TOLD, KOFFLER)]):
        ((draft, holder),) = with_holder(STORY, held)
        assert (draft.cue, draft.content, holder) == (TOLD.cue, TOLD.content, KOFFLER)


def test_a_content_seen_short_gains_what_the_inner_cue_has_of_it() -> None:
    short = said("is preparing for war", "told Fox", "Koffler")
    ((draft, _),) = with_holder(STORY, [(short, KOFFLER), (BELIEVES, KOFFLER)])
    assert (draft.cue, draft.content) == (TOLD.cue, BELIEVES.content)


def test_two_holders_are_two_statements() -> None:
    assert with_holder(STORY, [(TOLD, KOFFLER), (BELIEVES, GARN)]) == [(TOLD, KOFFLER), (BELIEVES, GARN)]


def test_one_holders_two_contents_are_two_statements() -> None:
    other = said("Garn agreed", "and", "Koffler")
    assert len(with_holder(STORY, [(BELIEVES, KOFFLER), (other, KOFFLER)])) == 2


def test_a_quotation_that_nobody_said_is_left_out() -> None:
    assert with_holder(STORY, [(TOLD, None)]) == []


def test_a_statement_is_inside_the_smallest_that_holds_its_cue_and_content() -> None:
    whole = Draft((span(TEXT, TEXT[:-1]),), (len(TEXT) - 1, len(TEXT)), None, "indirect")
    drafts = [(whole, GARN), (TOLD, KOFFLER), (BELIEVES, Party(None, "she"))]
    statements = [
        Statement(f"s{number}", draft.content, draft.cue, draft.source, draft.form, holder)
        for number, (draft, holder) in enumerate(drafts, 1)
    ]
    assert [statement.inside for statement in nested(statements)] == [None, "s1", "s2"]
