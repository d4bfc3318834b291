from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch

from generator.flipbook.layout import BACKGROUND, SUBJECT
from generator.flipbook.train import batch as batch_module
from generator.flipbook.train.animation import MOTIONS, PAIRS
from generator.flipbook.train.atlas import Atlas
from generator.flipbook.train.batch import Sampler
from generator.flipbook.train.light import LIGHTS
from generator.flipbook.train.setting import MOODS, SETTINGS
from generator.flipbook.train.subject import STYLE_PHRASES, subjects
from generator.flipbook.train.validation import HeldOut, Wording, parse, validation
from generator.flipbook.word import WordTable
from tests.generator.flipbook.tiny import tiny_table

GREYS = [10, 80, 150, 220]


class Listener(WordTable):
    """A word table that keeps the prompts it was given."""

    def __init__(self) -> None:
        table = tiny_table()
        super().__init__(table.table, table.tokenizer)
        self.heard: list[dict[str, str]] = []

    def batch(self, prompts, durations_s, length, variants=None):  # type: ignore[no-untyped-def]
        rows = list(prompts)
        self.heard += rows
        return super().batch(rows, durations_s, length, variants)


def one_subject(name: str) -> Atlas:
    """A red square as the only subject; four settings whose pictures are their row's grey."""
    picture = np.zeros((1, 96, 96, 4), np.uint8)
    picture[:, 20:80, 20:80] = (220, 60, 30, 255)
    scene = np.zeros((4, 96, 144, 3), np.uint8) + np.array(GREYS, np.uint8)[:, None, None, None]
    return Atlas(
        subject=picture,
        subject_id=np.array([[s.name for s in subjects()].index(name)], np.int32),
        subject_style=np.zeros(1, np.int32),
        scene=scene,
        scene_setting=np.arange(4, dtype=np.int32),
        scene_mood=np.zeros(4, np.int32),
        particle=np.zeros((2, 48, 48, 4), np.uint8),
        particle_kind=np.zeros(2, np.int32),
    )


def two_styles(name: str) -> Atlas:
    """A dark subject in the first style that is light in the second."""
    one = one_subject(name)
    pictures = np.zeros((2, 96, 96, 4), np.uint8)
    pictures[..., 3] = 255
    pictures[0, ..., :3], pictures[1, ..., :3] = 40, 200
    return replace(one, subject=pictures, subject_id=one.subject_id.repeat(2), subject_style=np.array([0, 1], np.int32))


def heard(held_out: HeldOut, recipe: str = "picture", n: int = 40) -> list[dict[str, str]]:
    listener = Listener()
    Sampler(one_subject("cat"), listener, 0, held_out=held_out).batch(recipe, n)  # type: ignore[arg-type]
    return listener.heard


def test_a_subject_is_never_drawn_in_a_held_out_style_and_its_neighbours_are() -> None:
    def greys(styles: frozenset[tuple[str, str]]) -> set[int]:
        sampler = Sampler(two_styles("cat"), Listener(), 0, held_out=HeldOut(styles=styles))
        drawn = SUBJECT.unpatchify(sampler.batch("picture", 60).layers["subject1"])
        return {round(float(v)) for v in (drawn[:, 0, 48, 48] + 1) * 127.5}

    assert greys(frozenset()) == {40, 200}
    assert greys(frozenset({("playful", "cat")})) == {40}
    assert greys(frozenset({("playful", "dog"), ("line", "cat")})) == {40, 200}


def scenes_of(held: frozenset[tuple[str, str, str]]) -> list[tuple[int, dict[str, str]]]:
    """Row of the background and the prompt of each of 40 scenes with a cat."""
    listener = Listener()
    sampler = Sampler(one_subject("cat"), listener, 0, held_out=HeldOut(scenes=held))
    drawn = sampler.batch("joint", 40)
    assert "subject2" not in drawn.layers
    grey = (BACKGROUND.unpatchify(drawn.layers["background"])[:, 0, 0, 0] + 1) * 127.5
    rows = [GREYS.index(v) for v in torch.round(grey).int().tolist()]
    return list(zip(rows, listener.heard, strict=True))


def held(subject: str, motions: list[str]) -> frozenset[tuple[str, str, str]]:
    return frozenset((subject, SETTINGS[1].name, m) for m in motions)


def test_a_held_out_scene_is_never_drawn_and_its_neighbours_are() -> None:
    assert {row for row, _ in scenes_of(frozenset())} == {0, 1, 2, 3}
    assert {row for row, _ in scenes_of(held("cat", list(MOTIONS)))} == {0, 2, 3}
    assert {row for row, _ in scenes_of(held("dog", list(MOTIONS)))} == {0, 1, 2, 3}


def test_only_the_held_out_motions_are_kept_from_a_place() -> None:
    names = list(MOTIONS)[: len(MOTIONS) // 2]
    refused = {phrase for m in names for phrase in MOTIONS[m].phrases}
    there = [p["action1"] for row, p in scenes_of(held("cat", names)) if row == 1 and "action1" in p]
    assert there
    assert not refused & set(there)


@pytest.mark.parametrize(
    ("role", "key", "words"),
    [
        ("subject", "subject1", "cat"),
        ("style", "style", STYLE_PHRASES["flat"][0]),
        ("setting", "setting", SETTINGS[2].phrases[0]),
        ("lighting", "lighting", MOODS[0].phrases[0]),
        ("action", "action1", MOTIONS["walk"].phrases[0]),
    ],
)
def test_a_held_out_wording_is_never_said(role: str, key: str, words: str) -> None:
    kept = HeldOut(wordings=(Wording(role=role, words=words, means="cat"),))

    def says(held_out: HeldOut) -> bool:
        return any(kept.says(role, p.get(key, "")) for p in heard(held_out, "joint", 80))

    assert says(HeldOut())
    assert not says(kept)


def test_nothing_left_to_draw_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batch_module, "MAX_TRIES", 20)
    nowhere = HeldOut(scenes=frozenset(("cat", s.name, m) for s in SETTINGS for m in (*MOTIONS, *PAIRS)))
    with pytest.raises(RuntimeError, match="nothing but held-out samples in 20 draws"):
        Sampler(one_subject("cat"), tiny_table(), 0, held_out=nowhere).batch("joint", 8)


def test_the_sampler_keeps_to_the_fixed_list_unless_told_otherwise() -> None:
    assert Sampler(one_subject("cat"), tiny_table(), 0).held_out is validation()


def test_a_sampler_without_a_list_draws_as_one_whose_list_names_other_things() -> None:
    other = HeldOut(styles=frozenset({("line", "dog")}), wordings=(Wording(role="subject", words="q", means="dog"),))
    assert heard(HeldOut(), "joint") == heard(other, "joint")


def test_the_list_is_large_enough_and_of_things_that_the_first_weights_know_too() -> None:
    fixed = validation()
    assert len(fixed.styles) >= 100
    assert len(fixed.scenes) >= 40
    assert len(fixed.wordings) >= 40
    first = {s.name for s in subjects()}
    assert {name for name, _, _ in fixed.scenes} <= first
    assert {name for _, name in fixed.styles} <= {s.name for s in subjects()}
    assert {w.role for w in fixed.wordings} == {"subject", "action", "setting", "lighting", "style"}


def test_no_table_says_a_held_out_wording() -> None:
    tables = {
        "subject": [p for s in subjects() for p in (s.name, *s.synonyms)],
        "action": [p for m in (*MOTIONS.values(), *PAIRS.values()) for p in m.phrases],
        "setting": [p for s in SETTINGS for p in s.phrases],
        "lighting": [p for m in (*MOODS, *LIGHTS.values()) for p in m.phrases],
        "style": [p for phrases in STYLE_PHRASES.values() for p in phrases],
    }
    assert [(role, p) for role, said in tables.items() for p in said if validation().says(role, p)] == []


@pytest.mark.parametrize(
    ("words", "says"),
    [("a big iced bun", True), ("iced bun", True), ("bun iced", False), ("iced", False), ("buns iced bunny", False)],
)
def test_a_wording_is_heard_whole_and_in_order(words: str, says: bool) -> None:
    kept = HeldOut(wordings=(Wording(role="subject", words="iced bun", means="doughnut"),))
    assert kept.says("subject", words) is says


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("line fox", "line 1: 'line fox' stands before the first section"),
        ("[hues]", r"line 1: unknown section '\[hues\]'; one of: "),
        ("[styles]\ncubist fox", "line 2: 'cubist' is no style"),
        ("[styles]\nline quokka", "line 2: 'quokka' is no subject"),
        ("[styles]\nflat fox", "line 2: 'flat' is what every subject is drawn in"),
        ("[styles]\nline fox\nline fox", "line 3: 'line fox' stands twice"),
        ("[scenes]\nfox|beach", "line 2: 'fox|beach' is not of the form".replace("|", r"\|")),
        ("[scenes]\nfox|moon base|run", "line 2: 'moon base' is no setting"),
        ("[scenes]\nfox|beach|teleport", "line 2: 'teleport' is no action"),
        ("[wordings]\ncamera|sweeps|pan", "line 2: unknown role 'camera'; one of: subject, "),
        ("[wordings]\nsubject|the|fox", "line 2: 'the' has no word"),
        ("[wordings]\nsubject|pooch|hound dog", "line 2: 'hound dog' is no subject"),
    ],
)
def test_a_faulty_line_is_named(text: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        parse(text)
