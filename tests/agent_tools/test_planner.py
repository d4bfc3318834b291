"""What a planned shot says: scene, subjects, setting, light, change; and what the planner refuses or notes."""

from __future__ import annotations

import pytest

from agent_tools.planner import PLANNER, PlanError, plan, seed_of
from agent_tools.schema import MAX_REQUEST_CHARS, Brief, Shot, Storyboard


def _plan(request: str, **options: object) -> Storyboard:
    return plan(Brief.model_validate({"request": request, **options}))


def _shot(request: str) -> Shot:
    return _plan(request).shots[0]


def _who(shot: Shot) -> list[tuple[str, str, str]]:
    return [(subject.id, subject.words, subject.action) for subject in shot.subjects]


WRAPPERS = [
    ("make a video of a cat", "a cat"),
    ("Can you show me a dog chasing a ball on the beach please?", "a dog chasing a ball on the beach"),
    ("Create a 5 second video of a boat", "a boat"),
    ("I'd like a video in which a bear rides a bicycle", "a bear rides a bicycle"),
    ("Hi! Could you please generate a short animation showing two penguins? Thanks!", "two penguins"),
    ("what about a turtle that swims?", "a turtle that swims"),
    ("I want a clip where a robot waves", "a robot waves"),
    ("can you make me a gif of a dancing banana", "a dancing banana"),
    ("a picture of a cat", "a cat"),
    ("how do birds fly?", "birds fly"),
    ("explain to kids how the liver works", "the liver works"),
    ("a funny cat video", "a funny cat"),
    ("let's see a parrot", "a parrot"),
]
NO_WRAPPERS = [
    "a video game controller vibrates",
    "a film camera on a shelf",
    "a magician shows a card",
    "a movie theater at the corner",
    "a boy watches a funny video",
    "a cook makes a cake",
    "a storybook opens",
    "a please-do-not-touch sign",
]


@pytest.mark.parametrize(("request_", "scene"), WRAPPERS)
def test_the_chat_around_a_request_is_taken_off(request_: str, scene: str) -> None:
    assert [shot.prompt.scene for shot in _plan(request_).shots] == [scene]


@pytest.mark.parametrize("request_", NO_WRAPPERS)
def test_words_that_only_look_like_chat_stay(request_: str) -> None:
    assert _shot(request_).prompt.scene == request_


SUBJECTS = [
    ("a red fox runs across a snowy field", [("fox-1", "red fox", "runs across")], "a snowy field"),
    ("a hot air balloon flies from left to right", [("balloon-1", "hot air balloon", "flies from left to right")], ""),
    ("a ball bounces up and down", [("ball-1", "ball", "bounces up and down")], ""),
    ("two cats sleep", [("cat-1", "cat", "sleep"), ("cat-2", "cat", "sleep")], ""),
    ("A cat and a dog play in a park", [("cat-1", "cat", "play"), ("dog-1", "dog", "play")], "in a park"),
    ("a cat chases a cat", [("cat-1", "cat", "chases a cat"), ("cat-2", "cat", "")], ""),
    ("a heart pumps blood", [("heart-1", "heart", "pumps blood")], ""),
    ("our app's rocket launches when the task is done", [("rocket-1", "rocket", "launches")], ""),
    (
        "a fox with a red scarf jumps over a log",
        [("fox-1", "fox with a red scarf", "jumps over a log"), ("log-1", "log", "")],
        "",
    ),
    ("In a dark forest, an owl hoots", [("owl-1", "owl", "hoots")], "in a dark forest"),
    ("On the moon an astronaut waves", [("astronaut-1", "astronaut", "waves")], "on the moon"),
    ("a cat in a hat dances", [("cat-1", "cat in a hat", "dances")], ""),
    ("a wizard conjures a portal", [("wizard-1", "wizard", "conjures a portal"), ("portal-1", "portal", "")], ""),
    ("autumn leaves fall in the park", [("leaf-1", "autumn leaves", "fall")], "in the park"),
    ("a train leaves the station", [("train-1", "train", "leaves")], "the station"),
    ("a cow jumps over the moon", [("cow-1", "cow", "jumps over the moon"), ("moon-1", "moon", "")], ""),
    ("a rocket launch", [("rocket-1", "rocket", "launches")], ""),
    ("a sleeping cat", [("cat-1", "sleeping cat", "sleeping")], ""),
    ("there is a robot on the table", [("robot-1", "robot", "")], "on the table"),
    ("a robot is running in the kitchen", [("robot-1", "robot", "running")], "in the kitchen"),
    ("make a cat dance on a table", [("cat-1", "cat", "dance")], "on a table"),
    ("a snowy field, a red fox runs", [("fox-1", "red fox", "runs")], "a snowy field"),
    ("a flock of birds flies over the city", [("bird-1", "flock of birds", "flies over")], "the city"),
    ("bounce a ball", [("ball-1", "ball", "")], ""),
    ("a turtle that swims underwater", [("turtle-1", "turtle", "swims")], "underwater"),
    ("a duck followed by ducklings crosses a road", [("duck-1", "duck followed by ducklings", "crosses")], "a road"),
    ("birds fly", [("bird-1", "birds", "fly")], ""),
    ("it starts to rain", [("rain-1", "rain", "falls")], ""),
    ("a black and white cat sleeps", [("cat-1", "black and white cat", "sleeps")], ""),
    ("A boy named Rex plays football", [("boy-1", "boy named Rex", "plays football")], ""),
    ("Maria dances", [("maria-1", "Maria", "dances")], ""),
    ("a city at night", [], "a city"),
    ("rain on a window", [("rain-1", "rain", "")], "on a window"),
    ("city lights flicker", [("light-1", "city lights", "flicker")], ""),
    ("a hand waves", [("hand-1", "hand", "waves")], ""),
    ("waves crash on the beach", [("wave-1", "waves", "crash")], "on the beach"),
]


@pytest.mark.parametrize(("request_", "who", "setting"), SUBJECTS, ids=[row[0] for row in SUBJECTS])
def test_subjects_actions_and_setting_are_found(request_: str, who: list[tuple[str, str, str]], setting: str) -> None:
    shot = _shot(request_)
    assert (_who(shot), shot.setting) == (who, setting)


def test_a_pronoun_means_the_last_subject_in_the_next_shot() -> None:
    first, second = _plan("A red fox runs across a snowy field, then it sleeps under a tree at night").shots
    assert _who(first) == [("fox-1", "red fox", "runs across")]
    assert _who(second) == [("fox-1", "red fox", "sleeps")]
    assert second.prompt.scene == "the red fox sleeps under a tree"
    assert (second.setting, second.prompt.lighting) == ("under a tree", "moonlit night")


@pytest.mark.parametrize(
    ("request_", "ids"),
    [
        ("A fox runs. The fox jumps. Another fox barks.", [["fox-1"], ["fox-1"], ["fox-2"]]),
        ("A fox runs, then a fox sleeps", [["fox-1"], ["fox-1"]]),
        ("A red fox runs, then a blue fox sleeps", [["fox-1"], ["fox-2"]]),
        ("A dog runs. Another dog barks. Both dogs sleep.", [["dog-1"], ["dog-2"], ["dog-1", "dog-2"]]),
        ("Two cats play. They sleep.", [["cat-1", "cat-2"], ["cat-1", "cat-2"]]),
        ("A boy walks. He meets a girl. She smiles.", [["boy-1"], ["boy-1", "girl-1"], ["girl-1"]]),
        ("A woman meets a robot. It waves.", [["woman-1", "robot-1"], ["robot-1"]]),
        ("A fox meets a bear. The bear hugs it.", [["fox-1", "bear-1"], ["bear-1", "fox-1"]]),
        ("A boy and his dog walk. They meet a girl. She smiles at them.", [
            ["boy-1", "dog-1"], ["boy-1", "dog-1", "girl-1"], ["girl-1", "boy-1", "dog-1"],
        ]),
        ("Taylor walks. She smiles.", [["taylor-1"], ["taylor-1"]]),
    ],
)  # fmt: skip
def test_the_same_thing_keeps_its_id_over_shots(request_: str, ids: list[list[str]]) -> None:
    assert [[subject.id for subject in shot.subjects] for shot in _plan(request_).shots] == ids


def test_a_pronoun_finds_its_subject_in_an_earlier_turn() -> None:
    board = _plan("now make it dance", turns=("a red fox runs across a snowy field",))
    assert _who(board.shots[0]) == [("fox-1", "red fox", "dance")]
    assert board.shots[0].prompt.scene == "the red fox dance"


def test_a_pronoun_that_means_nothing_stays_as_typed() -> None:
    shot = _shot("it sparkles")
    assert (shot.prompt.scene, shot.subjects) == ("it sparkles", ())


def test_a_fourth_subject_stays_in_the_words_and_is_said() -> None:
    board = _plan("a fox, a bear, a cat and an owl dance")
    assert [subject.words for subject in board.shots[0].subjects] == ["fox", "bear", "cat"]
    assert board.shots[0].prompt.scene == "a fox, a bear, a cat and an owl dance"
    assert board.notes == ("a shot shows at most 3 subjects; 'owl' stayed in the scene words only",)


LIGHTS = [
    ("a fox runs at night", "moonlit night", "a fox runs"),
    ("a fox runs at sunset", "sunset", "a fox runs"),
    ("it is night. a fox runs", "moonlit night", "a fox runs"),
    ("a fox in soft purple lighting", "soft purple lighting", "a fox"),
    ("a fox, dramatic lighting", "dramatic lighting", "a fox"),
    ("a fox, golden hour", "golden hour", "a fox"),
    ("a fox on a rainy day", "rainy day", "a fox"),
    ("a fox by candlelight", "warm candle light", "a fox"),
    ("a fox on a moonlit beach", "moonlit night", "a fox on a moonlit beach"),
    ("a fox floats in space", "starlight against dark space", "a fox floats in space"),
    ("a fox sits in an office", "bright indoor light", "a fox sits in an office"),
    ("a shoe on a white background", "even studio light", "a shoe on a white background"),
    ("the sun sets over the sea", "sunset", "the sun sets over the sea"),
    ("a dark forest", "dim light", "a dark forest"),
    ("a fox runs", "soft daylight", "a fox runs"),
    ("a fox floats in a garden, soft morning light", "soft morning light", "a fox floats in a garden"),
    ("a fox in soft, warm light", "soft, warm light", "a fox"),
    ("sunlight falls on a fox", "sunlight", "a fox"),
    ("soft moonlight on the lake", "soft moonlight", "on the lake"),
    ("a fox, soft spring sunlight", "soft spring sunlight", "a fox"),
    ("a dog dances on a stage in bright spotlights", "bright spotlights", "a dog dances on a stage"),
]
NO_LIGHTS = [
    "a night light glows",
    "a night owl reads",
    "dark chocolate melts",
    "a dark blue car drives",
    "a light bulb glows",
    "a neon tetra swims",
    "a truck with flashing lights drives",
    "a knight rides",
]


@pytest.mark.parametrize(("request_", "lighting", "scene"), LIGHTS)
def test_light_is_read_or_follows_from_the_place(request_: str, lighting: str, scene: str) -> None:
    prompt = _shot(request_).prompt
    assert (prompt.lighting, prompt.scene) == (lighting, scene)


@pytest.mark.parametrize("request_", NO_LIGHTS)
def test_a_thing_with_a_light_word_changes_no_light(request_: str) -> None:
    prompt = _shot(request_).prompt
    assert (prompt.lighting, prompt.scene) == ("soft daylight", request_)


def test_light_goes_on_in_the_next_shot_until_it_is_changed() -> None:
    board = _plan("a bird flies at night, then it sings, then at sunrise it lands")
    assert [shot.prompt.lighting for shot in board.shots] == ["moonlit night", "moonlit night", "sunrise"]


def test_light_that_contradicts_itself_is_said() -> None:
    board = _plan("a fox runs at night in bright sunlight")
    assert any("contradict each other" in note for note in board.notes)


@pytest.mark.parametrize(
    ("request_", "temporal"),
    [
        ("a red fox runs across a snowy field", "the red fox runs across a snowy field"),
        ("two cats play", "the two cats play"),
        ("day turns to night over a city", "day turns to night"),
        ("winter turns into spring in a forest", "winter turns into spring"),
        ("Timelapse of a flower blooming", "the flower blooming, Timelapse"),
        ("a fox runs in slow motion", "the fox runs, slow motion"),
        ("a cat", "a little idle movement"),
    ],
)
def test_the_temporal_slot_says_what_changes(request_: str, temporal: str) -> None:
    assert _shot(request_).prompt.temporal.startswith(temporal)


EMOJI = [
    ("🦊🏃", "a fox runs"),
    ("🦊🏃❄️", "a fox runs in the snow"),
    ("🐶🐱", "a dog and a cat"),
    ("🚀", "a rocket"),
    ("💃", "a person dances"),
    ("🤖👋", "a robot waves"),
    ("a cat 🐱 runs", "a cat runs"),
    ("a fox runs 🎉", "a fox runs with a party popper"),
]


@pytest.mark.parametrize(("request_", "scene"), EMOJI)
def test_emoji_are_read_as_words(request_: str, scene: str) -> None:
    assert _shot(request_).prompt.scene == scene


def test_emoji_that_are_ornaments_are_said() -> None:
    assert "the emoji '😀🙏' were taken as ornaments and not drawn" in _plan("a cat runs 😀🙏").notes


@pytest.mark.parametrize("request_", ["سيارة حمراء تسير في الشارع", "רכב אדום נוסע"])
def test_right_to_left_text_is_kept_as_the_scene_and_said(request_: str) -> None:
    board = _plan(request_)
    assert board.shots[0].prompt.scene == request_
    assert "(right to left)" in board.notes[0]
    assert "reads English" in board.notes[0]


@pytest.mark.parametrize("request_", ["赤い狐が雪原を走る", "красная лиса бежит по полю"])
def test_text_in_another_script_is_kept_as_the_scene_and_said(request_: str) -> None:
    board = _plan(request_)
    assert board.shots[0].prompt.scene == request_
    assert "another script;" in board.notes[0]


@pytest.mark.parametrize(
    "request_",
    [
        " ",
        "\n\t ",
        "\x00\x07",
        "\u200b\u200d",
        "!!!",
        "...",
        "make a video please",
        "vertical, 6 seconds, flat style",
        "please",
    ],
)
def test_a_request_that_names_nothing_is_refused_with_its_words(request_: str) -> None:
    with pytest.raises(PlanError, match=r"names nothing to show; allowed are 1\.\.4000 characters") as caught:
        _plan(request_)
    assert repr(request_) in str(caught.value)
    assert caught.value.remedy == "change_arguments"


def test_control_characters_vanish_from_the_scene() -> None:
    assert _shot("a\x00 red\u200b fox\x07 runs").prompt.scene == "a red fox runs"


def test_the_longest_request_keeps_every_word() -> None:
    text = " ".join(f"word{index}" for index in range(700))[:MAX_REQUEST_CHARS]
    scene = " ".join(shot.prompt.scene for shot in _plan(text).shots)
    assert all(word in scene for word in text.split())


def test_what_is_not_understood_stays_in_the_scene() -> None:
    assert _shot("frobnicated quux glorps, wibbly").prompt.scene == "frobnicated quux glorps, wibbly"


def test_labelled_slots_go_where_the_label_says() -> None:
    shot = _shot(
        "Subject: a lighthouse blinks. Setting: a rocky coast. Camera: slow pan left. Lighting: moonlight. "
        "Style: line art. Motion: the beam turns."
    )
    assert shot.prompt.scene == "a lighthouse blinks, a rocky coast"
    assert shot.prompt.camera == "slow pan left"
    assert shot.prompt.lighting == "moonlight"
    assert shot.prompt.style == "line art"
    assert shot.prompt.temporal == "the beam turns, the lighthouse blinks"
    assert shot.setting == "a rocky coast"


def test_the_seed_is_the_briefs_or_follows_from_the_words_and_counts_up() -> None:
    drawn = _plan("a fox runs, then it sleeps")
    assert [shot.seed for shot in drawn.shots] == [drawn.shots[0].seed, drawn.shots[0].seed + 1]
    assert _plan("A  fox runs,\nthen it SLEEPS").shots[0].seed == drawn.shots[0].seed
    assert _plan("a bear runs").shots[0].seed != drawn.shots[0].seed
    assert [shot.seed for shot in _plan("a fox runs, then it sleeps", seed=7).shots] == [7, 8]
    assert _plan("a fox runs, then it sleeps", seed=2**31 - 1).shots[1].seed == 0


def test_the_seed_of_a_request_is_stable_over_machines() -> None:
    assert seed_of(Brief(request="a red fox runs across a snowy field")) == 16069903


def test_the_board_names_its_planner_and_keeps_the_frame_rate() -> None:
    board = _plan("a fox runs", fps=12)
    assert (board.planner, board.fps) == (PLANNER, 12) == ("template-1", 12)


def test_the_intent_carries_what_was_planned() -> None:
    brief = Brief(request="a red fox runs across a snowy field", turns=("hello",))
    intent = plan(brief).to_intent(brief)
    assert intent.turns == ("hello", brief.request)
    assert intent.shots[0].subjects[0].id == "fox-1"
    assert intent.shots[0].camera == "static camera"
