"""Paragraphs and sentences of the body."""

from pathlib import Path

import pytest
import spacy
from spacy.language import Language

from tasks.records import Cleaned, Removal, Repair, Segments, Span
from tasks.segmentation import segment

SENTER = Path(__file__).parents[2] / "model" / "weights" / "senter"
RULES_ALONE = spacy.blank("en")  # marks no sentence starts: what the rules cannot tell is no boundary

# Each list is one paragraph: its sentences, set with one space between them.
SENTENCES = [
    ("two plain sentences", ["Russia invaded Ukraine.", "Kyiv has not commented."]),
    ("titles and initials", ["Marine Corps Lt. Col. Garron J. Garn told Fox News.", "He left."]),
    ("a title before a name that could start a sentence", ["He saw Gen. He Weidong.", "Then he left."]),
    ("every rank and office", ["Rep. Ann Lee, Sen. Bo Ray, Gov. Cy Poe and the Rev. Di Fox met Sgt. Ed Low."]),
    ("a party and state after a name", ["Rep. Ann Lee, D-Calif., said no.", "Sen. Bo Ray, R-Ga., agreed."]),
    (
        "a party and state in brackets",
        ["Sens. Ann Lee (D-Ore.) and Bo Ray (D-N.J.) all left.", "He came with Di Fox (R-Ga.)", "The vote failed."],
    ),
    ("a decimal", ["The aid is worth $2.5 billion.", "It was sent."]),
    ("a number ends the sentence", ["It happened in 2022.", "Russia denied it."]),
    ("a month with a day", ["Congress met on Jan. 6.", "It ended on Sept. 3, at noon."]),
    ("a month at the end", ["They will vote in Nov.", "The result is open."]),
    ("a house number and a No.", ["He lives at No. 5 in St. Paul.", "She lives at No. 7."]),
    ("the answer no", ["Will he go?", "No.", "He will stay."]),
    ("a saint and a street", ["He went to St. John on Main St.", "The shop was shut."]),
    ("U.S. inside", ["Some U.S. analysts and the U.S. Army agree.", "The U.S. has advised Kyiv."]),
    ("U.S. at the end", ["Aid came from the U.S.", "The army confirmed it."]),
    ("a company inside and at the end", ["Acme Inc. said it bought Apex Corp.", "It paid $3 million."]),
    ("a junior", ["Martin Luther King Jr. spoke.", "He was followed by Sammy Davis Jr.", "They sang."]),
    ("a time of day", ["It began at 5 p.m. Monday.", "It ended at 9 p.m.", "Nobody was hurt."]),
    ("a time of day and a name", ["They talked until 4 a.m.", "Bahrain had proposed a paragraph."]),
    ("a time of day somewhere", ["It began at 5 p.m. Moscow time (9 a.m. EDT).", "It ended at 9 p.m. UTC on Monday."]),
    ("a kicker", ["FACTBOX: Who mines what in eastern Congo"]),
    ("a headline with a colon", ["Ukraine in maps: Tracking the war"]),
    ("e.g. and i.e.", ["Some allies, e.g. Poland, i.e. Warsaw, object.", "Others agree."]),
    ("a year about which one is unsure", ["He was born c. 1871 in Kyiv.", "He died there."]),
    ("an ellipsis inside", ["“I was ... surprised … by it,” he said.", "“So was I.”"]),
    ("a quotation closes before its cue in lower case", ['"We won." he said']),
    ("a quotation closes before its cue, curly", ["“We won.” he said.", "He smiled."]),
    ("a quotation that is a sentence before another sentence", ['"We won."', "The crowd cheered."]),
    ("a quoted last word", ["He called it “a disgrace.”", "Smith said the team would appeal."]),
    ("an exclamation before its cue", ['"Go!" she said.', "They went."]),
    ("a question before its cue with a name", ["“Why?” Smith asked.", "Nobody answered."]),
    ("a question before its cue with titles", ["“Why?” Marine Lt. Col. Garron J. Garn asked reporters.", "He left."]),
    ("a question before a loud cue", ["“Too big to regulate?” Vitter demanded."]),
    ("a question, then somebody says that", ["“Why?”", "Smith said he did not know."]),
    (
        "a quotation broken by a cue with a full stop",
        [
            "“These are preparations for a large-scale war,” Koffler said.",
            "“That’s what Putin is preparing for.”",
        ],
    ),
    ("a quotation broken inside its sentence", ["“We are aware,” Garn said, “but we will not speculate.”"]),
    ("a quotation of three sentences", ["“We came.", "We saw.", "We won,” he said."]),
    ("quotations side by side", ["“Who?”", "“You.”", "“Me?”"]),
    ("nested quotation marks", ["“She said ‘Stop.’”", "“He didn’t.”"]),
    ("an unbalanced quotation mark", ["“We will go on.", "Nobody can stop us.", "The army withdrew."]),
    ("a colon before a quotation", ["He wrote: “Cool clock, Ahmed.”", "It was shared widely."]),
    ("a sentence in brackets", ["They left.", "(Reuters could not confirm this.)", "The army did."]),
    ("numbers of notes", ["He wrote two books. [17] [18]", "They sold well.[19]", "He died."]),
    ("an item of a list", ["1. Russian troops left Kherson."]),
    ("the items of a list", ["What should I do?", "1. Ask the army.", "2. Wait for Kyiv.", "3. Leave."]),
    ("a day of a month at the end of an item", ["1. Congress met on Jan. 6.", "The panel agreed."]),
    ("a semicolon", ["Iran accuses Mossad; Israel has never confirmed it."]),
    ("a name after a title without a full stop", ["Former captain Jassem Bu Hamad condemned the banner."]),
    ("a name after a number", ["Some 16,000 Māori objects are held in Europe, according to the Heritage Council."]),
    ("a possessive before a name", ["The Retail Investors' Alliance described Ironbark as a parasite."]),
    ("a colon before a capital", ["He had one aim: Moscow must leave.", "It did not."]),
    ("several marks", ["Really?!", "Yes!!", "It is so."]),
    ("letters beyond English", ["Siméon came.", "Élise left.", "Ödön stayed."]),
    ("an address", ["See www.example.com/Home.Page for more.", "Write to A.Smith@Example.Com."]),
]

# What ends without a mark: the rules know nothing of it, the model does.
UNMARKED = [
    ("an emoticon", ["thanks for your help :)", "Let me know if you need more."]),
    ("addresses", ["See the sites below.", "http://www.example.com/one.html", "http://www.example.org/two.html"]),
    (
        "a name, a date and a time in a mail",
        ["Here it is.", "Jane Roe", "11/08/2000 11:02 AM", "The file is attached."],
    ),
]

# The spaces between sentences got lost: the text, and its sentences.
GLUED = [
    ("after a quotation", "“We won.”The crowd cheered.", ["“We won.”", "The crowd cheered."]),
    ("before a quotation", "He left.“I go,” he said.", ["He left.", "“I go,” he said."]),
    (
        "between words",
        "He was freed on Monday.The army confirmed it.",
        ["He was freed on Monday.", "The army confirmed it."],
    ),
    ("after a question", "Is it broken?or is it normal?", ["Is it broken?", "or is it normal?"]),
    ("after a row of dots", "They left...The army stayed.", ["They left...", "The army stayed."]),
    ("not in an address", "See example.com/who?Me...You now.", None),
    ("not in a product's name", "It runs on Node.js and Amazon.Com in the U.S.A.", None),
    ("stray marks stay with the words before", "It was so. ” The end.", ["It was so. ”", "The end."]),
]


@pytest.fixture(scope="module")
def nlp() -> Language:
    return spacy.load(SENTER)


def words(text: str, spans: tuple[Span, ...]) -> list[str]:
    return [text[start:end] for start, end in spans]


@pytest.mark.parametrize(("case", "expected"), SENTENCES, ids=[case for case, _ in SENTENCES])
def test_sentences_of_a_paragraph(case: str, expected: list[str], nlp: Language) -> None:
    text = " ".join(expected)
    assert words(text, segment(Cleaned(text), nlp).sentences) == expected


@pytest.mark.parametrize(("case", "expected"), UNMARKED, ids=[case for case, _ in UNMARKED])
def test_sentences_without_a_final_mark(case: str, expected: list[str], nlp: Language) -> None:
    text = " ".join(expected)
    assert words(text, segment(Cleaned(text), nlp).sentences) == expected
    assert words(text, segment(Cleaned(text), RULES_ALONE).sentences) != expected


@pytest.mark.parametrize(("case", "text", "expected"), GLUED, ids=[case for case, *_ in GLUED])
def test_sentences_that_lost_their_space(case: str, text: str, expected: list[str] | None, nlp: Language) -> None:
    assert words(text, segment(Cleaned(text), nlp).sentences) == (expected or [text])


WRAPPED = (
    "The United States has advised Kyiv to hold off on any major\n"
    "counter-offensives until the latest supply of weaponry has\n"
    "been provided, a senior White House official said on Monday.\n"
    "Kyiv has not commented.\n"
)
PARAGRAPHS = [
    ("a line each", "Russia left.\nIt came back.\n", ["Russia left.", "It came back."]),
    ("carriage returns", "Russia left.\r\nIt came back.\rIt left.", ["Russia left.", "It came back.", "It left."]),
    ("blank lines", "Russia left.\n\nIt came back.\n \t\nIt left.", ["Russia left.", "It came back.", "It left."]),
    ("Unicode separators", "Russia left.\u2029It came.\u2028It left.", ["Russia left.", "It came.", "It left."]),
    ("white space around", "  Russia left. \n\t It came.\u00a0\n", ["Russia left.", "It came."]),
    ("zero-width characters", "\ufeffRussia left.\u200b\n\u200b\nIt came.", ["Russia left.", "It came."]),
    ("wrapped at a column", WRAPPED, [WRAPPED.strip()]),
    ("wrapped, two paragraphs", f"{WRAPPED}\n{WRAPPED}", [WRAPPED.strip()] * 2),
    ("wrapped, a title on top", f"Hold off\n\n{WRAPPED}", ["Hold off", WRAPPED.strip()]),
    ("wrapped, an indented paragraph", f"{WRAPPED}    Moscow has.", [WRAPPED.strip(), "Moscow has."]),
    ("wrapped with carriage returns", WRAPPED.replace("\n", "\r\n"), [WRAPPED.strip().replace("\n", "\r\n")]),
    (
        "short lines of verse",
        "Roses are red\nviolets are blue\nand so are you",
        ["Roses are red", "violets are blue", "and so are you"],
    ),
    ("nothing", "", []),
    ("nothing to read", " \n\t\ufeff\n", []),
]


@pytest.mark.parametrize(("case", "text", "expected"), PARAGRAPHS, ids=[case for case, *_ in PARAGRAPHS])
def test_paragraphs(case: str, text: str, expected: list[str], nlp: Language) -> None:
    assert words(text, segment(Cleaned(text), nlp).paragraphs) == expected


def test_a_sentence_goes_on_over_the_lines_of_a_wrapped_paragraph(nlp: Language) -> None:
    first, second = words(WRAPPED, segment(Cleaned(WRAPPED), nlp).sentences)
    assert first.startswith("The United States") and first.endswith("on Monday.") and first.count("\n") == 2
    assert second == "Kyiv has not commented."


def removals(text: str, *removed: str) -> tuple[Removal, ...]:
    return tuple(Removal(text.index(it), text.index(it) + len(it), "boilerplate") for it in removed)


def test_what_was_removed_trims_and_splits_paragraphs(nlp: Language) -> None:
    text = "BERLIN (AP) - Russia left. READ MORE It came back.\nBy Jane Roe\nIt left."
    cleaned = Cleaned(text, removals(text, "BERLIN (AP) -", "READ MORE", "By Jane Roe"))
    found = segment(cleaned, nlp)
    assert (
        words(text, found.paragraphs) == words(text, found.sentences) == ["Russia left.", "It came back.", "It left."]
    )


def test_a_cross_link_between_wrapped_lines_ends_the_paragraph(nlp: Language) -> None:
    text = f"{WRAPPED}US SENDS MORE AID\n{WRAPPED}"
    found = segment(Cleaned(text, removals(text, "US SENDS MORE AID")), nlp)
    assert words(text, found.paragraphs) == [WRAPPED.strip()] * 2


def repairs(text: str, broken: str, mended: str) -> tuple[Repair, ...]:
    starts = [at for at in range(len(text)) if text.startswith(broken, at)]
    return tuple(Repair(at, at + len(broken), mended) for at in starts)


def test_sentences_of_a_repaired_text_are_spans_of_the_submitted_one(nlp: Language) -> None:
    text = "â€œWe won.â€\x9dThe crowd cheered. â€œGo!â€\x9d she said."
    mended = sorted([*repairs(text, "â€œ", "“"), *repairs(text, "â€\x9d", "”")], key=lambda repair: repair.start)
    found = segment(Cleaned(text, repairs=tuple(mended)), nlp)
    assert words(text, found.sentences) == ["â€œWe won.â€\x9d", "The crowd cheered.", "â€œGo!â€\x9d she said."]


def test_a_boundary_inside_one_repair_leaves_sentences_apart(nlp: Language) -> None:
    text = "He left.Ã—She stayed."
    found = segment(Cleaned(text, repairs=(Repair(8, 10, "” “"),)), nlp)
    assert words(text, found.sentences) == ["He left.Ã—", "She stayed."]


def test_a_repair_across_the_edge_of_a_removal_brings_nothing_back(nlp: Language) -> None:
    text = "By Jane RoeÂ\xa0Russia left."
    found = segment(Cleaned(text, removals(text, "By Jane RoeÂ"), repairs(text, "Â\xa0", "\xa0")), nlp)
    assert words(text, found.sentences) == ["Russia left."]


STORY = "\n".join(" ".join(sentences) for _, sentences in SENTENCES)


def test_a_story_gives_the_same_whatever_else_the_pipeline_has_read(nlp: Language) -> None:
    alone = segment(Cleaned(STORY), spacy.load(SENTER))
    segment(Cleaned(STORY.upper()), nlp)
    assert segment(Cleaned(STORY), nlp) == alone


def test_a_paragraph_gives_the_same_alone_and_among_others(nlp: Language) -> None:
    together = words(STORY, segment(Cleaned(STORY), nlp).sentences)
    alone = [it for line in STORY.split("\n") for it in words(line, segment(Cleaned(line), nlp).sentences)]
    assert together == alone


def test_a_paragraph_of_a_million_characters_has_the_sentences_of_its_parts(nlp: Language) -> None:
    parts = [
        "He met Lt. Col. J. Brown on Monday in the U.S. Capitol, as both had said they would before the March vote.",
        "“Why?” Smith asked.",
        "Nobody knew, and the army, which had been asked twice, did not answer until Acme Inc. published what it had.",
    ]
    whole = parts * (1_000_000 // len(" ".join(parts)))
    text = " ".join(whole)
    assert words(text, segment(Cleaned(text), nlp).sentences) == whole


@pytest.mark.parametrize("part", ["(", "a", "“", '"', ".", ".a", "A.", "abcd.Abcd", "[1]", "?!", "\u200b", "😀"])
def test_a_word_without_end_keeps_nobody_waiting(part: str, nlp: Language) -> None:
    text = part * (200_000 // len(part)) + "done. The end."
    assert segment(Cleaned(text), nlp).sentences[-1] == (len(text) - len("The end."), len(text))


def test_the_pipelines_vocabulary_does_not_grow_with_the_stories(nlp: Language) -> None:
    segment(Cleaned(STORY), nlp)
    known = set(nlp.vocab.strings)
    segment(Cleaned(" ".join(f"zz{number}q? no{number} ... Xx{number}" for number in range(2_000))), nlp)
    assert set(nlp.vocab.strings) == known


def test_a_caller_may_be_in_a_memory_zone_of_its_own(nlp: Language) -> None:
    alone = segment(Cleaned(STORY), nlp)
    with nlp.memory_zone():
        assert segment(Cleaned(STORY), nlp) == alone


def test_a_pipeline_that_marks_no_sentences_leaves_the_rules_alone() -> None:
    text = "Russia left Kherson. It came back."
    assert segment(Cleaned(text), RULES_ALONE) == Segments(((0, 34),), ((0, 20), (21, 34)))
