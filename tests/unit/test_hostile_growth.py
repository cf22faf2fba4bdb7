"""No rule takes time or memory that grows faster than the text: in seconds of the processor, not of a clock."""

from __future__ import annotations

import resource
import subprocess
import sys

import spacy

from config import ROOT
from tasks.cleaning.html import without_crowds
from tasks.segmentation.sentences import make_doc
from tests.command import environment
from tests.growing import RULES

SECONDS = 60  # of processor time for all rules; linear ones take five, one that takes the square takes hundreds


def test_every_rule_ends_on_a_hundred_thousand_characters_of_what_it_looks_for() -> None:
    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))

    command = [sys.executable, "-m", "tests.growing"]
    ended = subprocess.run(command, cwd=ROOT, env=environment(), capture_output=True, text=True, preexec_fn=limit)
    *said, last = ended.stdout.splitlines()
    assert (ended.returncode, last) == (0, "end"), f"did not end: {last} {ended.stderr}"
    assert len(said) == sum(len(units) for _, units in RULES.values())


def test_a_word_of_nothing_but_marks_is_shown_to_the_model_by_its_ends() -> None:
    """Found: 100,000 marks without a space were one word, and took gigabytes."""
    doc, firsts = make_doc(spacy.blank("en"), ["We", "“‘" * 50_000, "“‘We’.”"])
    assert [token.text for token in doc] == ["We", *"“‘“‘“‘“‘", "“", "‘", "We", "’", ".", "”"]
    assert firsts == [0, 1, 9]


def test_a_tag_with_thousands_of_attributes_loses_them_and_every_other_tag_stays() -> None:
    """Found: the parser compares each attribute with all before it; 30,000 took 18 seconds."""
    crowd = "".join(f" a{number}='<>'" for number in range(1_000))
    page = "<p class=x>if a<b <b>c</b></p><!-- <a b c> --><script>if(a<b) x='</p>'</script>"
    assert without_crowds(f"{page}<div{crowd}>{page}</div>") == f"{page}<div>{page}</div>"
