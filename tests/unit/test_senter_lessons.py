"""What the sentence-start model is taught: texts cut as the stage cuts them, and only what the rules leave open."""

import json
import random
from pathlib import Path

import pytest
import spacy

from model.news_typography import Paragraph
from model.sentence_lessons import School
from model.sentence_sources import OWN, Document, Word, documents, news_sentences, paragraphs
from model.train_senter import train
from model.web_typography import drop_marks, run_together

TREE = "# text = Thanks, I don't know.\n" + "\n".join(
    "\t".join(row.split("|"))
    for row in (
        "1|Thanks|_|NOUN|_|_|0|root|_|_",
        "2|,|_|PUNCT|_|_|1|punct|_|_",
        "3|I|_|PRON|_|_|6|nsubj|_|_",
        "4-5|don't|_|_|_|_|_|_|_|_",
        "4|do|_|AUX|_|_|6|aux|_|_",
        "5|n't|_|PART|_|_|6|advmod|_|_",
        "6|know|_|VERB|_|_|1|acl:relcl|_|_",
        "7|.|_|PUNCT|_|_|1|punct|_|_",
    )
)


@pytest.fixture(autouse=True)
def seed() -> None:
    random.seed(1)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder of one document a treebank and one sentence of news."""
    mail = {"text": "Thanks, I don't know. Bye", "sents": [[0, 21], [22, 25]], "genre": "email"}
    rows = {
        "segment/ewt_train.jsonl": mail,
        "segment/gum_permissive_train.jsonl": {"text": "One.\n\nTwo.", "sents": [[0, 4], [6, 10]], "genre": "news"},
        "stance/newsmtsc_train.jsonl": {"text": "Mr. Roe met Ann Lee. She left."},
    }
    for name, row in rows.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(json.dumps(row) + "\n", encoding="utf-8")
    (tmp_path / "segment/en_ewt-ud-train.conllu").write_text(TREE + "\n\n", encoding="utf-8")
    (tmp_path / "segment/en_gum_permissive-train.conllu").write_text("", encoding="utf-8")
    return tmp_path


def test_words_of_a_treebank_know_their_part_of_speech_and_relation(data: Path) -> None:
    mail = next(text for text in documents(data) if text.web)
    words = [word for sentence in mail.paragraphs[0] for word in sentence]
    known = [(str(word), word.part, word.relation) for word in words if isinstance(word, Word)]
    assert words == ["Thanks,", "I", "don't", "know.", "Bye"]
    assert known == [
        ("Thanks,", "NOUN", "root"),
        ("I", "PRON", "nsubj"),
        ("don't", "AUX", "aux"),
        ("know.", "VERB", "acl"),
    ]


def test_a_genre_may_be_left_out(data: Path) -> None:
    assert not any(text.web for text in documents(data, without=["email"]))


def second_sentence(number: str) -> tuple[str, ...]:
    story = json.loads(next(OWN.glob(f"{number}-*.json")).read_text(encoding="utf-8"))
    start, end = story["sentences"][1]
    return tuple(story["text"][start:end].split())


def test_our_stories_are_trained_on_but_for_those_held_out(data: Path) -> None:
    taught = {tuple(words) for text in documents(data) for paragraph in text.paragraphs for words in paragraph}
    assert second_sentence("001") in taught
    assert taught.isdisjoint([second_sentence("005"), second_sentence("010")])


def test_paragraphs_are_cut_where_the_stage_cuts_them() -> None:
    text = "He left.She stayed.\nSigned\n\nA. Lee"
    sentences = [(0, 8), (8, 19), (20, 26), (28, 34)]
    assert paragraphs(text, sentences, [(0, len(text))], {}) == [
        [["He", "left."], ["She", "stayed."]],
        [["Signed"]],
        [["A.", "Lee"]],
    ]


LINES: list[Paragraph] = [[["Regards"]], [["Ann", "Lee"]], [["It", "rains."], ["Stay", "in."]]] * 40


def test_lines_run_together_keep_their_sentences() -> None:
    together = run_together(LINES)
    assert len(together) < len(LINES)
    assert [sentence for paragraph in together for sentence in paragraph] == [
        sentence for paragraph in LINES for sentence in paragraph
    ]


def test_dropped_marks_leave_the_words_and_at_least_one_character() -> None:
    set_anew = [drop_marks([["It", "rains."], ["?!"]]) for _ in range(500)]
    assert {tuple(map(tuple, paragraph)) for paragraph in set_anew} == {
        (("It", "rains."), ("?!",)),
        (("It", "rains"), ("?!",)),
    }


def school(*texts: Document) -> School:
    return School(spacy.blank("en"), texts, ["He left. She stayed"])


def test_a_lesson_asks_only_what_the_rules_leave_open() -> None:
    lesson = school().lesson([["Thanks", "again"], ["Ann", "left."], ["She", "was", "ill."]])
    tokens = [token.text for token in lesson.doc]
    asked = {tokens[token]: bool(starts) for token, starts in lesson.starts}
    assert asked == {"again": False, "Ann": True, "left": False, "was": False, "ill": False}


def test_a_sentence_of_news_teaches_nothing_about_what_follows_a_mark(data: Path) -> None:
    lesson = school().lesson([news_sentences(data)[0].split()], unmarked=True)
    asked = [lesson.doc[int(token)].text for token, _ in lesson.starts]
    assert asked == ["met", "Ann", "Lee", "left"]
    assert not lesson.starts[:, 1].any()


def test_a_lesson_names_the_part_of_speech_of_the_word_inside_its_marks(data: Path) -> None:
    texts = [text for text in documents(data) if text.web]
    it = school(*texts)
    lesson = it.lesson(texts[0].paragraphs[0])
    named = {lesson.doc[int(token)].text: it.parts[int(part)] for token, part in lesson.parts}
    assert named == {"Thanks": "NOUN", "I": "PRON", "don't": "AUX", "know": "VERB"}


def contents(folder: Path) -> dict[Path, bytes]:
    return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_same_texts_give_the_same_weights_and_nothing_of_the_lessons_but_them(data: Path, tmp_path: Path) -> None:
    texts = [text for text in documents(data) if text.web] * 8
    for name in ("one", "two"):
        train(school(*texts), tmp_path / name, seed=20)
    one, two = (
        {
            path.relative_to(tmp_path / name): path.read_bytes()
            for path in (tmp_path / name).rglob("*")
            if path.is_file()
        }
        for name in ("one", "two")
    )
    assert one == two
    assert not any(b"Thanks" in content for content in one.values())
    nlp = spacy.load(tmp_path / "one")
    assert nlp.pipe_names == ["senter"]
