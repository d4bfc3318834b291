"""Options that are read from the words of a request, and what only looks like one."""

from __future__ import annotations

import pytest

from agent_tools.planner import plan
from agent_tools.schema import SIZES, Brief, Storyboard

DEFAULT_STYLE = "flat illustration, crisp edges"


def _plan(request: str, **options: object) -> Storyboard:
    return plan(Brief.model_validate({"request": request, **options}))


LENGTHS = [
    ("a cat jumps, 4 seconds", 4.0, "a cat jumps"),
    ("a 10s clip of a cat jumping", 10.0, "a cat jumping"),
    ("a cat jumps for 6 sec", 6.0, "a cat jumps"),
    ("a cat jumps. 1.5 s", 1.5, "a cat jumps"),
    ("a cat jumps in 2,5 seconds", 2.5, "a cat jumps"),
    ("a six-second video of a cat", 6.0, "a cat"),
    ("a ten second clip of a cat", 10.0, "a cat"),
    ("A 6 second clip of a fox running", 6.0, "a fox running"),
    ("a cat jumps (5 seconds)", 5.0, "a cat jumps"),
    ("duration: 7s. a cat jumps", 7.0, "a cat jumps"),
    ("a cat jumps, duration: 7", 7.0, "a cat jumps"),
    ("make it 8 seconds: a cat jumps", 8.0, "a cat jumps"),
    ("a cat jumps. The video should be 8 seconds long.", 8.0, "a cat jumps"),
    ("a couple of seconds of a cat jumping", 2.0, "a cat jumping"),
    ("a few seconds of a cat jumping", 3.0, "a cat jumping"),
    ("a cat jumps for a second", 1.0, "a cat jumps"),
    ("a cat jumps 4-6 seconds", 5.0, "a cat jumps"),
    ("a cat jumps between 3 and 5 seconds", 4.0, "a cat jumps"),
]
NO_LENGTHS = [
    "a second cat jumps",
    "a cat in the 80s",
    "an 80s style disco",
    "a 1980s car drives",
    "a 24 hour diner",
    "every 5 seconds a drop falls",
    "a 5 minute timer counts down",
    "a 30-second countdown",
    "two cats and 3 dogs play",
    "a clock shows 10:10",
    "a clock at 10:30 on a wall",
    "a bus leaves in the last minute",
]


@pytest.mark.parametrize(("request_", "seconds", "scene"), LENGTHS)
def test_a_length_is_read_and_leaves_the_scene(request_: str, seconds: float, scene: str) -> None:
    board = _plan(request_)
    assert board.duration_s == seconds
    assert [shot.prompt.scene for shot in board.shots] == [scene]


@pytest.mark.parametrize("request_", NO_LENGTHS)
def test_a_number_that_is_no_length_stays_in_the_scene(request_: str) -> None:
    board = _plan(request_)
    assert board.duration_s == 4.0
    assert board.shots[0].prompt.scene == request_


@pytest.mark.parametrize(
    ("request_", "seconds", "note"),
    [
        ("a cat jumps for 0 seconds", 1.0, "'for 0 seconds' is outside 1..60 s; made 1 s"),
        ("a cat jumps for 500 ms", 1.0, "'for 500 ms' is outside 1..60 s; made 1 s"),
        ("a clip of 600 seconds of a bear", 10.0, "'600 seconds' is outside 1..60 s; made 60 s"),
        ("a cat for half a minute", 10.0, "30 s is more than one shot can last (10 s); made 10 s"),
        ("an hour long video of a cat", 10.0, "'an hour long' is outside 1..60 s; made 60 s"),
        ("a cat sleeps forever", 4.0, "'forever' is no length; made 4 s"),
        ("an infinite video of a cat", 4.0, "'infinite' is no length; made 4 s"),
        ("duration: long. a cat jumps", 4.0, "'long' is no length; made 4 s"),
        (
            "4 seconds. a cat jumps. 9 seconds.",
            4.0,
            "'4 seconds' and '9 seconds' contradict each other; kept '4 seconds'",
        ),
    ],
)
def test_an_impossible_length_is_clamped_and_said(request_: str, seconds: float, note: str) -> None:
    board = _plan(request_)
    assert board.duration_s == seconds
    assert note in board.notes


SHAPES = [
    ("a vertical video of a cat", "9:16"),
    ("a cat, vertical", "9:16"),
    ("a cat in vertical format", "9:16"),
    ("orientation: portrait. a cat", "9:16"),
    ("a cat for TikTok", "9:16"),
    ("a cat for Instagram Reels", "9:16"),
    ("a cat for YouTube Shorts", "9:16"),
    ("a cat for my story", "9:16"),
    ("make a TikTok of a cat", "9:16"),
    ("a cat in 9:16", "9:16"),
    ("a square video of a cat", "1:1"),
    ("a cat, square", "1:1"),
    ("a cat for Instagram", "1:1"),
    ("a widescreen clip of a cat", "16:9"),
    ("a cat, landscape format", "16:9"),
    ("a cat for YouTube", "16:9"),
    ("a cat, 16:9", "16:9"),
    ("a cat 1920x1080", "16:9"),
    ("a cat", "1:1"),
]
NO_SHAPES = [
    "a vertical wall",
    "a square box",
    "a square in Paris",
    "a landscape with hills",
    "a portrait of a fox",
    "a boy in shorts runs",
    "a wheel reels in a fish",
    "a horizontal line",
    "a phone screen",
    "the score is 3:2",
    "the clock shows 9:16 am",
    "a horizontal bar chart",
]


@pytest.mark.parametrize(("request_", "ratio"), SHAPES)
def test_a_frame_shape_is_read_and_leaves_the_scene(request_: str, ratio: str) -> None:
    board = _plan(request_)
    assert (board.aspect_ratio, (board.width_px, board.height_px)) == (ratio, SIZES[ratio])
    assert board.shots[0].prompt.scene == "a cat"


@pytest.mark.parametrize("request_", NO_SHAPES)
def test_a_shape_of_a_thing_stays_in_the_scene(request_: str) -> None:
    board = _plan(request_)
    assert board.aspect_ratio == "1:1"
    assert board.shots[0].prompt.scene == request_


def test_an_unknown_shape_becomes_the_nearest_and_is_said() -> None:
    board = _plan("a cat, 4:3")
    assert board.aspect_ratio == "1:1"
    assert board.notes == ("'4:3' is not among 1:1, 16:9, 9:16; made 1:1",)


STYLES = [
    ("a cat in a flat, playful style", "flat, playful"),
    ("a cat. Flat style.", "flat"),
    ("a cat, cartoon style", "cartoon"),
    ("cartoon style video of a cat", "cartoon"),
    ("a playful cartoon video of a cat", "playful, cartoon"),
    ("a watercolor of a cat", "watercolor"),
    ("a cat in watercolor", "watercolor"),
    ("a cat as line art", "line art"),
    ("a cat, line art", "line art"),
    ("a cat, line art, 2 seconds", "line art"),
    ("a cat, 3d icon style", "3d icon"),
    ("a cat, 3d", "3d"),
    ("a cat, glossy", "glossy"),
    ("a cat, minimal and clean", "minimal and clean"),
    ("a cinematic shot of a cat", "cinematic"),
    ("a cat. Make it cute.", "cute"),
    ("a cat. Bright colors.", "bright colors"),
    ("a cat in pixel art style", "pixel art"),
    ("a cat, style: paper cut-out", "paper cut-out"),
    ("a cat in the style of a comic book", "the style of a comic book"),
    ("flat, minimal: a cat", "flat, minimal"),
    ("a cartoon cat", "cartoon"),
    ("a cat", DEFAULT_STYLE),
]
NO_STYLES = [
    "a glossy apple",
    "a playful kitten jumps",
    "a flat tire",
    "a cute cat",
    "a warm, cozy room",
    "a TV shows a cartoon",
    "a 3d printer prints a cup",
    "a woman arrives in style",
    "a minimal wage",
    "a paper boat sails",
]


@pytest.mark.parametrize(("request_", "style"), STYLES)
def test_a_style_is_read_and_leaves_the_scene(request_: str, style: str) -> None:
    prompt = _plan(request_).shots[0].prompt
    assert (prompt.style, prompt.scene) == (style, "a cat")


@pytest.mark.parametrize("request_", NO_STYLES)
def test_an_adjective_of_a_thing_is_no_style(request_: str) -> None:
    prompt = _plan(request_).shots[0].prompt
    assert (prompt.style, prompt.scene) == (DEFAULT_STYLE, request_)


TEXTS = [
    ('a rocket launches, title "We did it!"', ("We did it!",), "a rocket launches"),
    ('a sign that says "Open"', ("Open",), "a sign"),
    ("a sign that says Open Today!", ("Open Today!",), "a sign"),
    ("a shop with the words “Half price” on it", ("Half price",), "a shop"),
    ("A woman says 'Let's go' and jumps", ("Let's go",), "A woman jumps"),
    ('A robot says "Hello there" and waves', ("Hello there",), "A robot waves"),
    ('caption "Try it free", a phone on a desk', ("Try it free",), "a phone on a desk"),
    ("Title: Our roadmap. A rocket flies", ("Our roadmap",), "A rocket flies"),
    ("a cat „Hallo“", ("Hallo",), "a cat"),
    ('"Hello world"', ("Hello world",), "a plain background"),
    ('a "smart" cat', ("smart",), "a cat"),
]
NO_TEXTS = [
    'A boy named "Rex" plays football',
    "the dogs' ball and the cat's toy",
    'a 6" phone on a table',
    "rock 'n' roll music plays",
    "a girl reading a book",
    "it's a cat that reads a letter",
]


@pytest.mark.parametrize(("request_", "texts", "scene"), TEXTS)
def test_quoted_words_are_shown_as_text(request_: str, texts: tuple[str, ...], scene: str) -> None:
    shot = _plan(request_).shots[0]
    assert (shot.onscreen_text, shot.prompt.scene) == (texts, scene)


@pytest.mark.parametrize("request_", NO_TEXTS)
def test_names_and_apostrophes_are_no_text(request_: str) -> None:
    assert _plan(request_).shots[0].onscreen_text == ()


def test_a_text_stands_in_the_shot_that_names_it() -> None:
    board = _plan('A key opens a lock, then a rocket launches. Text "You\'re in!"')
    assert [shot.onscreen_text for shot in board.shots] == [(), ("You're in!",)]


def test_given_options_win_over_the_words_and_the_difference_is_said() -> None:
    board = _plan("a vertical watercolor video of a cat, 9 seconds", duration_s=5, aspect_ratio="16:9", style="flat")
    assert (board.duration_s, board.aspect_ratio, board.shots[0].prompt.style) == (5.0, "16:9", "flat")
    assert board.notes == (
        "aspect ratio 16:9 was given, so 9:16 in the words was not used",
        "duration 5 s was given, so '9 seconds' in the words was not used",
        "style 'flat' was given, so 'watercolor' in the words was not used",
    )


def test_capitals_make_no_difference() -> None:
    board = _plan("A CAT JUMPS, FOR A SECOND, VERTICAL, FLAT STYLE, SLOW ZOOM IN, AT NIGHT")
    shot = board.shots[0]
    assert (board.duration_s, board.aspect_ratio) == (1.0, "9:16")
    assert (shot.prompt.scene, shot.prompt.style.lower()) == ("A CAT JUMPS", "flat")
    assert (shot.camera_move.kind.value, shot.prompt.lighting) == ("zoom_in", "moonlit night")


def test_given_options_that_agree_with_the_words_need_no_note() -> None:
    assert _plan("a square cat video, flat style, 5 s", duration_s=5, aspect_ratio="1:1", style="Flat").notes == ()


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"width_px": 640, "height_px": 480}, ("4:3", 640, 480)),
        ({"width_px": 512, "height_px": 288, "aspect_ratio": "1:1"}, ("16:9", 512, 288)),
        ({"width_px": 640, "aspect_ratio": "16:9"}, ("16:9", 640, 360)),
        ({"height_px": 640, "aspect_ratio": "9:16"}, ("9:16", 360, 640)),
        ({"aspect_ratio": "9:16"}, ("9:16", 288, 512)),
    ],
)
def test_a_given_size_wins_over_the_shape(options: dict[str, object], expected: tuple[str, int, int]) -> None:
    board = _plan("a cat", **options)
    assert (board.aspect_ratio, board.width_px, board.height_px) == expected


def test_a_side_that_would_leave_its_range_is_clamped_and_said() -> None:
    board = _plan("a cat", width_px=64, aspect_ratio="16:9")
    assert (board.width_px, board.height_px) == (64, 64)
    assert board.notes == ("a side of 36 px is outside 64..1920; made 64 px",)


def test_wishes_that_cannot_be_drawn_are_said() -> None:
    notes = _plan("A ball bounces, with upbeat music, for our website. No text. In 4k, at 30 fps.").notes
    assert any("asks for sound" in note for note in notes)
    assert any("says where the clip is used" in note for note in notes)
    assert any("is a wish to leave something out" in note for note in notes)
    assert any("give width_px and height_px" in note for note in notes)
    assert any("give fps" in note for note in notes)


@pytest.mark.parametrize(
    ("request_text", "words"),
    [("DANA VANCE WATERS A PLANT", "DANA VANCE WATERS"), ("Clouds drift over a lake", "clouds")],
)
def test_only_the_capital_that_opens_a_sentence_is_lowered(request_text: str, words: str) -> None:
    assert plan(Brief(request=request_text)).shots[0].subjects[0].words == words
