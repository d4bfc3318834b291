"""What tables a word stands in is told by bits, and remembered only as long as there is room."""

from __future__ import annotations

import gc

from policy.gate import Gate
from policy.view import read
from policy.vocabulary import REMEMBERED, Vocabulary


def test_each_test_has_its_bit() -> None:
    vocabulary = Vocabulary()
    short, vowel = vocabulary.bit(lambda word: len(word) < 4), vocabulary.bit(lambda word: word[0] in "aeiou")
    bits = vocabulary.of(read("owl hawk eagle sea")[0])
    assert bits.each == [short | vowel, 0, vowel, short]
    assert bits.any == short | vowel
    assert vocabulary.of(read("hawk")[0]).any == 0


def test_a_test_that_comes_later_is_asked_of_words_already_seen() -> None:
    vocabulary = Vocabulary()
    view = read("hawk")[0]
    assert vocabulary.of(view).any == 0
    late = vocabulary.bit(lambda word: word == "hawk")
    assert vocabulary.of(read("hawk")[0]).any == late


def test_a_word_is_tested_once_while_there_is_room_and_again_when_there_was_none() -> None:
    asked: list[str] = []
    vocabulary = Vocabulary()
    vocabulary.bit(lambda word: bool(asked.append(word)))
    vocabulary.of(read("hawk hawk")[0])
    assert asked == ["hawk"]
    vocabulary.of(read(" ".join(f"x{n}x" for n in range(REMEMBERED + 1)))[0])
    vocabulary.of(read("hawk")[0])
    assert asked.count("hawk") == 2


def test_a_judged_text_leaves_nothing_for_the_garbage_collector(shipped: Gate) -> None:
    texts = (
        "Taylor Swift feeds ducks",
        "my boss in the style of Hayao Miyazaki",
        "the president of France, 4 years old",
    )
    for text in texts:  # what is worked out once is worked out now
        shipped.check(text)
    gc.collect()
    gc.disable()
    try:
        for text in texts:
            shipped.check(text)
        assert gc.collect() == 0
    finally:
        gc.enable()


def test_more_words_than_are_remembered_are_still_judged(shipped: Gate) -> None:
    rare = " ".join(f"{'qwxz'[n % 4]}{n:x}y" for n in range(17_000))
    text = f"{rare} Taylor Swift feeds ducks"
    (finding,) = (each for each in shipped.check(text).findings if each.detector == "public_figure")
    assert finding.matched == "Taylor Swift"
