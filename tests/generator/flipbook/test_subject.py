from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import pytest

import generator.flipbook as flipbook
from generator.flipbook.train import subject as subjects_module
from generator.flipbook.train.atlas import Atlas, build, chosen, load, save
from generator.flipbook.train.batch import in_style
from generator.flipbook.train.concept import remembers
from generator.flipbook.train.pack import vocabulary
from generator.flipbook.train.subject import (
    ART_PREFIX,
    PACKS,
    STYLE_PHRASES,
    STYLE_WEIGHT,
    STYLES,
    STYLES_OF,
    IconFolder,
    Selection,
    pictures,
    rasterise,
    subjects,
)
from generator.flipbook.vocabulary import VOCABULARY_FILE, singular
from generator.flipbook.word import split_words

ART = Path(subjects_module.__file__).parent / "art"
SHIPPED = json.loads((Path(flipbook.__file__).parent / "weights" / VOCABULARY_FILE).read_text(encoding="utf-8"))
DISC = '<circle cx="16" cy="16" r="12" fill="{}"/>'
CAMERA = '<rect x="4" y="8" width="24" height="16" fill="{}"/>'


def said(phrase: str) -> tuple[str, ...]:
    return tuple(singular(w) for w in split_words(phrase))


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


def test_the_full_selection_is_what_the_shipped_weights_were_trained_on() -> None:
    ours = vocabulary(Selection.FULL)
    assert list(SHIPPED["subjects"].items()) == list(ours["subjects"].items())
    assert SHIPPED["styles"] == ours["styles"]
    assert SHIPPED["changes"] == ours["changes"]
    assert len(chosen(Selection.FIRST)) == 425
    assert STYLES_OF[Selection.FIRST] == ("flat", "playful")


def test_the_full_selection_holds_the_first_one_with_more_words() -> None:
    full = {s.name: s for s in chosen(Selection.FULL)}
    assert len(full) == len(subjects()) >= 1000
    for known in chosen():
        more = full[known.name]
        assert more.synonyms[: len(known.synonyms)] == known.synonyms
        assert (more.icon, more.faces_left, more.further) == (known.icon, known.faces_left, ())


def test_every_subject_of_the_full_selection_has_at_least_two_synonyms() -> None:
    short = [s.name for s in chosen(Selection.FULL) if len({said(w) for w in s.synonyms} - {said(s.name)}) < 2]
    assert short == []


def test_every_new_word_leads_to_one_subject() -> None:
    """Words of the first selection may be shared: its weights are trained and its table decides who has them."""
    owner: dict[tuple[str, ...], str] = {}
    for known in chosen():
        for phrase in (known.name, *known.synonyms):
            owner.setdefault(said(phrase), known.name)
    names = {said(s.name): s.name for s in chosen(Selection.FULL)}
    clashes = []
    for known in subjects():
        new = known.further if known.trained else (known.name, *known.synonyms)
        for phrase in new:
            words = said(phrase)
            assert words, f"{known.name}: {phrase!r} has no word that the network hears"
            if names.get(words, known.name) != known.name or owner.setdefault(words, known.name) != known.name:
                clashes.append((known.name, phrase, names.get(words) or owner[words]))
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
    for selection in Selection:
        assert set(STYLE_WEIGHT[selection]) == set(STYLES_OF[selection])
        assert sum(STYLE_WEIGHT[selection].values()) == pytest.approx(1.0)
        assert STYLES_OF[selection] == STYLES[: len(STYLES_OF[selection])]


def test_the_memory_has_a_row_for_every_subject_and_style_of_its_selection() -> None:
    for selection, n_styles in ((Selection.FIRST, 2), (Selection.FULL, 4)):
        known = remembers(selection)["concepts"]
        assert known["subject"][1] == len(chosen(selection))
        assert known["style"][1] == n_styles


def test_line_and_glossy_exist_for_everything_that_is_flat(icons: Path) -> None:
    folder = IconFolder(icons, Selection.FULL)
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


def test_the_first_selection_needs_two_sets_and_draws_two_styles(icons: Path) -> None:
    for style in ("line", "glossy"):
        (icons / "@iconify-json" / PACKS[style] / "icons.json").unlink()
    ball = next(s for s in subjects() if s.name == "mug")
    assert [style for _, style, _ in pictures(IconFolder(icons), 32, [ball])] == ["flat"]
    with pytest.raises(FileNotFoundError, match="high-contrast"):
        IconFolder(icons, Selection.FULL)


def test_an_icon_that_no_set_has_is_named(icons: Path) -> None:
    with pytest.raises(ValueError, match=r"icons of subjects.txt are in no set, first \['cat', "):
        build(icons)


def test_a_style_is_learned_by_those_that_were_drawn_in_it() -> None:
    fox, mug = (next(s for s in subjects() if s.name == name) for name in ("fox", "mug"))
    assert [in_style(mug, style) for style in ("flat", "playful")] == [True, False]
    assert [in_style(fox, style) for style in ("flat", "playful")] == [True, True]
    assert all(in_style(mug, style, Selection.FULL) for style in STYLES)


def atlas_of(selection: Selection, pairs: list[tuple[int, int]]) -> Atlas:
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
        selection=selection,
    )


def test_the_vocabulary_lists_a_style_only_for_what_was_drawn_in_it() -> None:
    drawn = atlas_of(Selection.FULL, [(0, 0), (0, 1), (0, 2), (1, 0), (1, 3)])
    names = [s.name for s in chosen(Selection.FULL)]
    listed = vocabulary(Selection.FULL, drawn)["drawn_in"]
    assert listed == {"playful": [names[0]], "line": [names[0]], "glossy": [names[1]]}


def test_an_atlas_remembers_its_selection(tmp_path: Path) -> None:
    save(atlas_of(Selection.FULL, [(0, 0)]), tmp_path / "full.npz")
    assert load(tmp_path / "full.npz").selection is Selection.FULL
    old = atlas_of(Selection.FIRST, [(0, 0)])
    np.savez(tmp_path / "old.npz", **{k: getattr(old, k) for k in Atlas.__slots__ if k != "selection"})
    assert load(tmp_path / "old.npz").selection is Selection.FIRST
