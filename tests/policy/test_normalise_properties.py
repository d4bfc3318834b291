"""What holds of the normaliser and of the gate whatever is typed."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from policy.fold import fold
from policy.gate import Gate
from policy.normalise import normalise, views
from policy.types import Code

_SIGNS = "aB\u00bd'.-_ $1@*!|3<b>&nbsp;%20\u200b\u0301\u0430\u4e60\u30bf\uac00"
_SIGNS += "\u0928\u0947\ufb01\U0001d4e3\U000e0041\n\u0131\u0130\u00df"
TEXTS = st.one_of(st.text(max_size=60), st.text(alphabet=_SIGNS, max_size=40))
QUICK = settings(
    max_examples=100,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)


@QUICK
@given(TEXTS)
def test_every_reading_points_into_the_text(typed: str) -> None:
    for view in views(typed):
        assert len(view.text) == len(view.offsets) == len(view.ends)
        assert list(view.offsets) == sorted(view.offsets)
        assert all(0 <= start <= end <= len(typed) for start, end in zip(view.offsets, view.ends, strict=True))
        assert [word for word, _, _ in view.words] == view.text.split()
        place = 0
        for word, start, end in view.words:
            assert (start, end) == view.span(place, place + len(word))
            place += len(word) + 1


@QUICK
@given(TEXTS)
def test_what_was_normalised_stays_as_it_is(typed: str) -> None:
    once = normalise(typed).text
    # Letters that stand alone may be read as one word the second time, as in "a b c d"; a digit that a sign kept from
    # being read as a letter may then be read as one.
    assume(all(len(word) > 1 and word.isalpha() for word in once.split()))
    assert normalise(once).text == once


@QUICK
@given(TEXTS.filter(lambda text: not text.isascii()))
def test_a_text_is_folded_alike_whether_letter_by_letter_or_by_clusters(typed: str) -> None:
    quick, slow = fold(typed), fold(f"{typed} \u00df")  # this letter folds to two, so that no table serves
    assert slow.chars == f"{quick.chars} ss"
    assert slow.cased == f"{quick.cased} ss"
    assert list(slow.starts[:-3]) == list(quick.starts)
    assert list(slow.ends[:-3]) == list(quick.ends)


def test_more_letters_than_are_remembered_are_still_folded() -> None:
    letters = "".join(map(chr, range(0x4E00, 0x4E00 + 20_000)))
    folded = fold(f"{letters}\u00c9")
    assert (len(folded.chars), folded.chars[-1], folded.cased[-1]) == (20_001, "e", "E")


def test_a_word_of_any_length_is_read_by_the_look_of_its_letters() -> None:
    mixed = "\u0430" * 40 + "b"
    assert normalise(mixed).text == "a" * 40 + "b"
    assert views("\u0430" * 40)[1].text == "a" * 40


@QUICK
@given(st.lists(TEXTS, min_size=1, max_size=3))
def test_every_finding_tells_what_was_typed(shipped: Gate, turns: list[str]) -> None:
    text = " ".join((*turns, "Taylor Swift", *turns))
    for finding in shipped.check(text).findings:
        assert finding.code is not Code.DETECTOR_FAILED, text
        assert text[slice(*finding.span)] == finding.matched != ""


@pytest.mark.parametrize(
    "text",
    ["x" * 1_000_000, "Taylor Swift " * 10_000, "\u00ab" * 5_000 + "Taylor Swift" + "\u00bb" * 5_000, "\ud800 a"],
)
def test_a_huge_or_broken_text_gets_an_answer(shipped: Gate, text: str) -> None:
    findings = shipped.check(text).findings
    assert Code.DETECTOR_FAILED not in {finding.code for finding in findings}
