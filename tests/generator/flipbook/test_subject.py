from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import pytest

import generator.flipbook as flipbook
from generator.flipbook.train import subject as subjects_module
from generator.flipbook.train.atlas import Atlas, build, load, save
from generator.flipbook.train.concept import remembers
from generator.flipbook.train.pack import vocabulary
from generator.flipbook.train.subject import (
    ART_PREFIX,
    PACKS,
    STYLE_PHRASES,
    STYLE_WEIGHT,
    STYLES,
    IconFolder,
    pictures,
    rasterise,
    subjects,
)
from generator.flipbook.vocabulary import VOCABULARY_FILE
from generator.flipbook.word import split_words

ART = Path(subjects_module.__file__).parent / "art"
SHIPPED = json.loads((Path(flipbook.__file__).parent / "weights" / VOCABULARY_FILE).read_text(encoding="utf-8"))
DISC = '<circle cx="16" cy="16" r="12" fill="{}"/>'
CAMERA = '<rect x="4" y="8" width="24" height="16" fill="{}"/>'


def said(phrase: str) -> tuple[str, ...]:
    return tuple(split_words(phrase))


@pytest.fixture
def icons(tmp_path: Path) -> Path:
    """Four small icon sets: `ball` is in all of them, `box` in flat alone, `cup` in playful alone."""
    bodies = {
        "flat": {"ball": DISC.format("#e03030"), "box": CAMERA.format("#3060e0")},
        "playful": {"ball": DISC.format("#f08030"), "cup": DISC.format("#30a030")},
        "line": {"ball": '<path fill-rule="evenodd" d="M4 4h24v24h-24zM7 7v18h18v-18z"/>'},
        "glossy": {"ball": DISC.format("#d02020")},
    }
    for style, icons in bodies.items():
        folder = tmp_path / "@iconify-json" / PACKS[style]
        folder.mkdir(parents=True)
        data = {"icons": {name: {"body": body} for name, body in icons.items()}, "width": 32, "height": 32}
        (folder / "icons.json").write_text(json.dumps(data), encoding="utf-8")
    return tmp_path


def test_the_shipped_weights_were_trained_on_this_list() -> None:
    ours = vocabulary(atlas_of([(0, 0)]))
    assert list(SHIPPED["subjects"].items()) == list(ours["subjects"].items())
    assert SHIPPED["styles"] == ours["styles"]
    assert SHIPPED["changes"] == ours["changes"]


def test_there_are_a_thousand_subjects_and_the_everyday_ones_are_marked() -> None:
    assert len({s.name for s in subjects()}) == len(subjects()) >= 1000
    assert {s.name: s.everyday for s in subjects() if s.name in {"dog", "poodle"}} == {"dog": True, "poodle": False}


def test_every_subject_has_at_least_two_synonyms() -> None:
    short = [s.name for s in subjects() if len({said(w) for w in s.synonyms} - {said(s.name)}) < 2]
    assert short == []


def test_every_word_leads_to_one_subject() -> None:
    owner = {said(s.name): s.name for s in subjects()}
    clashes = []
    for known in subjects():
        for phrase in known.synonyms:
            words = said(phrase)
            assert words, f"{known.name}: {phrase!r} has no word that the network hears"
            if owner.setdefault(words, known.name) != known.name:
                clashes.append((known.name, phrase, owner[words]))
    assert clashes == []


def test_every_drawing_is_a_subject_and_every_subject_of_ours_is_drawn() -> None:
    named = [s.icon.removeprefix(ART_PREFIX) for s in subjects() if s.icon.startswith(ART_PREFIX)]
    assert sorted(named) == sorted(p.stem for p in ART.glob("*.svg"))
    assert len({s.icon for s in subjects()}) == len(subjects())


@pytest.mark.parametrize("path", sorted(ART.glob("*.svg")), ids=lambda p: p.stem)
def test_a_drawing_keeps_the_drawing_rules(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.startswith('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">')
    assert set(re.findall(r"<(\w+)", text)) <= {"svg", "g", "path", "circle", "ellipse", "rect"}
    assert not re.search(r"\b(?:stroke|filter|clip-path|id|href|style|opacity)=|url\(", text)
    picture = rasterise(text, width=96, height=96)
    solid = picture[..., 3] > 100
    rows, columns = np.where(solid.any(1))[0], np.where(solid.any(0))[0]
    assert solid.mean() > 0.04
    # Stages of one change share their scale, so a puddle may be low, but the place on the ground is the same.
    assert max(np.ptp(rows), np.ptp(columns)) + 1 >= 48
    assert rows.min() >= 1
    assert rows.max() <= 94
    assert columns.min() >= 1
    assert columns.max() <= 94


def test_style_tables_name_the_same_styles() -> None:
    assert set(PACKS) == set(STYLE_PHRASES) == set(STYLES)
    assert tuple(STYLE_WEIGHT) == STYLES
    assert sum(STYLE_WEIGHT.values()) == pytest.approx(1.0)


def test_the_memory_has_a_row_for_every_subject_and_style() -> None:
    known = remembers()["concepts"]
    assert (known["subject"][1], known["style"][1]) == (len(subjects()), len(STYLES))


def test_line_and_glossy_exist_for_everything_that_is_flat(icons: Path) -> None:
    folder = IconFolder(icons)
    for icon in ("ball", "box", "art:mug"):
        for style in ("flat", "line", "glossy"):
            picture = folder.picture(icon, style, 32)
            assert picture is not None
            assert picture.shape == (32, 32, 4)
    assert folder.picture("ball", "playful", 32) is not None
    assert folder.picture("box", "playful", 32) is None
    assert folder.picture("art:mug", "playful", 32) is None
    assert [folder.picture("cup", style, 32) is None for style in STYLES] == [True, False, True, True]
    assert folder.picture("no-such-icon", "line", 32) is None


@pytest.mark.parametrize("style", STYLES)
def test_every_set_is_needed(icons: Path, style: str) -> None:
    (icons / "@iconify-json" / PACKS[style] / "icons.json").unlink()
    with pytest.raises(FileNotFoundError, match=PACKS[style]):
        IconFolder(icons)


def test_pictures_are_those_that_were_drawn(icons: Path) -> None:
    mug = next(s for s in subjects() if s.name == "mug")
    assert [style for _, style, _ in pictures(IconFolder(icons), 32, [mug])] == ["flat", "line", "glossy"]


def test_an_icon_that_no_set_has_is_named(icons: Path) -> None:
    with pytest.raises(ValueError, match=r"icons of subjects.txt are in no set, first \['cat', "):
        build(icons)


def atlas_of(pairs: list[tuple[int, int]]) -> Atlas:
    n = len(pairs)
    return Atlas(
        subject=np.zeros((n, 96, 96, 4), np.uint8),
        subject_id=np.array([i for i, _ in pairs], np.int32),
        subject_style=np.array([s for _, s in pairs], np.int32),
        scene=np.zeros((1, 96, 144, 3), np.uint8),
        scene_setting=np.zeros(1, np.int32),
        scene_mood=np.zeros(1, np.int32),
        particle=np.zeros((1, 48, 48, 4), np.uint8),
        particle_kind=np.zeros(1, np.int32),
    )


def test_the_vocabulary_lists_a_style_only_for_what_was_drawn_in_it() -> None:
    drawn = atlas_of([(0, 0), (0, 1), (0, 2), (1, 0), (1, 3)])
    names = [s.name for s in subjects()]
    assert vocabulary(drawn)["drawn_in"] == {"playful": [names[0]], "line": [names[0]], "glossy": [names[1]]}


def test_an_atlas_is_read_as_it_was_written(tmp_path: Path) -> None:
    drawn = atlas_of([(0, 0), (3, 2)])
    save(drawn, tmp_path / "atlas.npz")
    again = load(tmp_path / "atlas.npz")
    assert all(np.array_equal(getattr(again, name), getattr(drawn, name)) for name in Atlas.__slots__)


def test_an_atlas_of_a_longer_list_is_refused(tmp_path: Path) -> None:
    save(atlas_of([(len(subjects()), 0)]), tmp_path / "atlas.npz")
    with pytest.raises(ValueError, match=f"shows subject {len(subjects())}, must be 0..{len(subjects()) - 1}"):
        load(tmp_path / "atlas.npz")
