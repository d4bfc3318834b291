"""The hand-written cases: enough of them, no two alike, the measure part as it was frozen, and nothing got worse."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import combinations

import pytest

from benchmarks import ratchet
from benchmarks.corpus import Case, Part, Side, frozen_digest, load, measure_digest, words
from benchmarks.policy import fresh_gate
from benchmarks.tally import judge

SIDE_CASES = 700
TRICKS = {
    *("leet", "zero_width", "confusable", "spacing", "punctuation", "reversed", "joined", "camel", "swapped"),
    *("initialled", "handle", "hashtag", "typo", "letterlike", "marks"),
}
LANGUAGES = {"es", "fr", "de", "pt", "it", "pl", "tr", "ru", "zh", "ja", "ko", "ar", "hi"}
MIXED = "mixed"
"""Cases of one hand that were not sorted further."""
LATER = {"inflected", "unspaced", "by_ear"}
"""Labels that came up when the measure part was frozen already."""

LEAST_IN_GROUP = 12
ALIKE = 0.7


@pytest.fixture(scope="module")
def cases() -> tuple[Case, ...]:
    return load(Part.TUNE) + load(Part.MEASURE)


def test_the_measure_part_is_the_one_that_was_frozen() -> None:
    assert measure_digest() == frozen_digest(), (
        "the measure part changed; cases that were looked at belong into tune. If it must change, say why in the "
        "change itself and write the new digest into measure.sha256"
    )


def test_there_are_enough_cases_of_each_side(cases: tuple[Case, ...]) -> None:
    sides = Counter(case.side for case in cases)
    assert min(sides[side] for side in Side) >= SIDE_CASES


def test_every_group_and_label_stands_in_both_parts(cases: tuple[Case, ...]) -> None:
    counts = Counter((case.part, case.side, case.group) for case in cases)
    for side, group in {(side, group) for _, side, group in counts}:
        n_tune, n_measure = (counts[part, side, group] for part in Part)
        assert min(n_tune, n_measure) >= LEAST_IN_GROUP, group
    labels = {part: {(case.group, case.label) for case in cases if case.part is part} for part in Part}
    assert {label for _, label in labels[Part.TUNE] ^ labels[Part.MEASURE]} <= {MIXED, *LATER}


def test_a_group_stands_on_one_side(cases: tuple[Case, ...]) -> None:
    sides = {(case.group, case.side) for case in cases}
    assert len(sides) == len({group for group, _ in sides})


@pytest.mark.parametrize(
    ("group", "labels"), [("spelling", TRICKS), ("language", LANGUAGES), ("caption_language", LANGUAGES)]
)
def test_every_trick_and_language_has_cases(cases: tuple[Case, ...], group: str, labels: set[str]) -> None:
    counts = Counter(case.label for case in cases if case.group == group)
    assert set(counts) - {MIXED, *LATER} == labels
    assert min(counts.values()) >= 6


def test_lookalikes_are_asked_for_in_ten_languages(cases: tuple[Case, ...]) -> None:
    assert len({case.label for case in cases if case.group == "lookalike"}) >= 10


def test_no_two_cases_are_alike(cases: tuple[Case, ...]) -> None:
    """Neither the same text, nor the same words but a few, which is what filling a template gives."""
    texts = Counter(words(case).casefold() for case in cases)
    assert [text for text, n in texts.items() if n > 1] == []
    groups: dict[str, list[tuple[str, set[str]]]] = defaultdict(list)
    for case in cases:
        if not case.intent.shots:
            groups[case.group].append((case.place, set(words(case).casefold().split())))
    alike = [
        (place, other_place)
        for bags in groups.values()
        for (place, bag), (other_place, other) in combinations(bags, 2)
        if len(bag & other) > ALIKE * len(bag | other)
    ]
    assert alike == []


def test_the_tune_part_goes_no_worse_than_before() -> None:
    """When this fails, `python -m benchmarks.policy_report --failures` shows the cases."""
    now = ratchet.count(judge(fresh_gate(), load(Part.TUNE)))
    allowed = ratchet.read()
    assert set(allowed) == set(now)
    assert ratchet.worse(now, allowed) == []
