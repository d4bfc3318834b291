from __future__ import annotations

from collections import Counter

import pytest

from generator.flipbook.alias import Alias, aliases, parse
from generator.flipbook.inflection import singular, stem
from generator.flipbook.train.validation import validation
from generator.flipbook.vocabulary import Lexicon
from generator.flipbook.word import split_words
from tests.generator.flipbook.shipped import shipped_names, shipped_vocabulary

KINDS = {
    "things": "subjects",
    "places": "settings",
    "moods": "moods",
    "moves": "motions",
    "styles": "styles",
    "weathers": "weathers",
}
ROLES = {"things": "subject", "places": "setting", "moods": "lighting", "moves": "action", "styles": "style"}
FORMS = {"moves": stem, "weathers": stem}


def said(kind: str) -> list[tuple[str, ...]]:
    form = FORMS.get(kind, singular)
    return [tuple(form(w) for w in split_words(p)) for a in aliases(kind).values() for p in (*a.same, *a.near)]


def test_a_line_has_what_is_the_same_and_what_only_stands_for_it() -> None:
    assert parse("# said\ncat = kitten, kitty | lynx,\n  panther\nfox = | coyote\n") == {
        "cat": Alias(same=("kitten", "kitty"), near=("lynx", "panther")),
        "fox": Alias(same=(), near=("coyote",)),
    }


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("cat kitten", "line 1: 'cat kitten' is not of the form"),
        ("# said\ncat =", "line 2: .* is not of the form"),
        ("= kitten", "line 1: .* is not of the form"),
        ("cat = kitten\nfox = cub\ncat = lynx", "line 3: 'cat' is listed twice"),
    ],
)
def test_a_faulty_line_is_named(text: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        parse(text)


@pytest.mark.parametrize(("kind", "entries"), KINDS.items())
def test_every_alias_names_what_the_weights_know_and_says_it_once(kind: str, entries: str) -> None:
    assert set(aliases(kind)) <= set(shipped_names()[entries])
    words = [tuple(split_words(p)) for alias in aliases(kind).values() for p in (*alias.same, *alias.near)]
    assert [w for w, n in Counter(words).items() if n > 1 or not w] == []


@pytest.mark.parametrize("kind", ROLES)
def test_no_alias_gives_away_a_wording_that_is_held_out(kind: str) -> None:
    form = FORMS.get(kind, singular)
    kept = {tuple(form(w) for w in split_words(x.words)) for x in validation().wordings if x.role == ROLES[kind]}
    assert kept
    assert kept.isdisjoint(said(kind))


@pytest.mark.parametrize(
    ("kind", "words", "name", "exact"),
    [
        ("subjects", "a kitten", "cat", True),
        ("subjects", "two puppies", "dog", True),
        ("subjects", "a lorry", "lorry", True),
        ("subjects", "a telly", "television", True),
        ("subjects", "a T-rex", "t-rex", True),
        ("subjects", "an autumn tree", "tree in autumn", True),
        ("subjects", "a UFO", "flying saucer", True),
        ("subjects", "a bunny", "rabbit", True),
        ("subjects", "some flowers", "bouquet", True),
        ("subjects", "a flower", "flower", True),
        ("subjects", "a cup", "mug", True),
        ("subjects", "a hoover", "broom", False),
        ("subjects", "a fridge", "file cabinet", False),
        ("subjects", "an engineer", "technologist", True),
        ("subjects", "the queen", "princess", True),
        ("subjects", "a pirate", "villain", False),
        ("settings", "on a table", "kitchen", True),
        ("settings", "at the desk", "office", True),
        ("settings", "in a cosy café", "kitchen", False),
        ("settings", "in bed", "living room", False),
        ("settings", "in hospital", "laboratory", False),
        ("settings", "on the moon", "space", False),
        ("settings", "in the jungle", "forest", False),
        ("settings", "on a farm", "meadow hills", False),
        ("settings", "by the lake", "beach", False),
        ("settings", "against a white background", "studio sweep", True),
        ("settings", "under cherry blossom trees", "garden", True),
        ("settings", "in the playground", "park", True),
        ("moods", "cosy", "candle light", True),
        ("moods", "soft spring sunlight", "golden hour", True),
        ("moods", "bright and airy", "studio white", True),
        ("moods", "stormy", "overcast", True),
        ("moods", "dramatic", "sunset", False),
        ("moods", "cinematic light", "golden hour", True),
        ("motions", "rides a bike", "drive", True),
        ("motions", "is soaring", "fly", True),
        ("motions", "galloped", "run", True),
        ("motions", "glows softly", "pulse", True),
        ("motions", "talks", "nod", False),
        ("styles", "minimalist", "flat", True),
        ("styles", "watercolor", "flat", False),
        ("styles", "cinematic", "glossy", False),
        ("weathers", "a blizzard", "snow", True),
        ("weathers", "snow is falling", "snow", True),
        ("weathers", "a splash of milk", "drops", False),
        ("subjects", "a fish tank", "tropical fish", False),
        ("subjects", "a product photo", "mug", False),
    ],
)
def test_what_people_say_finds_what_is_known(kind: str, words: str, name: str, exact: bool) -> None:
    lexicon: Lexicon = getattr(shipped_vocabulary(), kind)
    found = lexicon.find(words)
    assert found is not None
    assert (found.name, found.exact) == (name, exact)


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("subjects", "a quokka"),
        ("subjects", "a theremin"),
        ("settings", "in a hurry"),
        ("moods", "loud"),
        ("motions", "photosynthesises"),
        ("weathers", "a fox in the snow"),
        ("weathers", "a snow leopard"),
        ("styles", "cubist"),
    ],
)
def test_what_nobody_listed_is_left_to_the_nearest_vector(kind: str, words: str) -> None:
    lexicon: Lexicon = getattr(shipped_vocabulary(), kind)
    assert lexicon.find(words) is None
    assert not lexicon.match(words).found


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("a cat with a top hat", "cat"),
        ("a girl in a red dress", "girl"),
        ("a woman holding a balloon", "woman"),
        ("a person in a wheelchair", "person in a wheelchair"),
        ("a cup of coffee", "coffee"),
        ("a slice of pizza", "pizza"),
        ("a flock of birds", "flying bird"),
        ("a portrait of a king", "king"),
        ("an orange cat", "cat"),
        ("a house on a hill", "house"),
    ],
)
def test_a_thing_is_what_its_phrase_names_and_not_what_it_has(words: str, name: str) -> None:
    assert shipped_vocabulary().subjects.match_head(words).name == name
