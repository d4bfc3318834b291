from __future__ import annotations

from collections.abc import Callable

import pytest

from policy.gate import Gate
from policy.types import Code, Decision, Verdict

Say = Callable[..., Decision]

HITS = [
    "Taylor Swift dancing in the rain",
    "taylor swift dancing in the rain",
    "TAYLOR SWIFT ON STAGE",
    "T\u200bay\u200blor Sw\u200bift walks",
    "T\u0430yl\u043er \u0405wift walks",
    "T4yl0r Sw1ft walks",
    "T a y l o r   S w i f t walks",
    "a T a y l o r S w i f t walks",
    "T.a.y.l.o.r S.w.i.f.t walks",
    "TaylorSwift walks",
    "taylorswift walks",
    "#TaylorSwift walks",
    "@taylorswift13 walks",
    "@therealtaylorswift walks",
    "tay lor sw ift walks",
    "Swift, Taylor walks",
    "Tayler Swift walks",
    "Taylor Swfit walks",
    "Tailor Swift walks",
    "Taylor A. Swift walks",
    "T. Swift on stage",
    "taylor_swift walks",
    "Taylor Swift's cat watches her dance",
    "Taylor\nSwift walks",
    "Taylor (Swift) walks",
    "\U0001d4e3\U0001d4ea\U0001d502\U0001d4f5\U0001d4f8\U0001d4fb Swift walks",
    "Тейлор Свифт танцует",
    "泰勒·斯威夫特跳舞",
    "नरेंद्र मोदी योग करते हुए",
    "아이유가 춤춘다",
    "باراك أوباما يرقص",
    "习近平走路",
    "видео про Путина и Путиным",
    "Elon Musck on Mars",
    "scarlet johansson walking",
    "Will Smith eating spaghetti",
    "will smith eating spaghetti",
    "jack black playing a guitar",
    "Obama riding a bicycle",
    "LeBron James dunking",
    "J. K. Rowling writing",
    "Robert Downey flying",
    "Drake rapping in a studio",
    "drake rapping in a studio",
    "a concert by Drake",
    "the rapper Ice Cube in a studio",
    "trump eating a burger",
    "Trump And Musk Dancing On Mars",
    "Albert Einstein at a blackboard",
    "Claude Monet in his garden",
    'a video of "Taylor Swift" dancing',
    '"Taylor Swift dancing in the rain"',
    "Ralph Lauren walking his dog",
    "a man named Barack Obama",
    "an invented character called Taylor Swift",
    "Илон Маск надевает маску",
    "Маск танцует на Луне",
    "видео про Илона Маска на Луне",
    "Марк Шагал рисует",
    "любуемся Марком Шагалом",
    "ياسر عرفات يمشي",
    "إيلون ماسك يرقص",
    "尼古拉·特斯拉走路",
    "Шакира танцует",
    "Зеленски танцует",
    "king charles waves",
    "Amber Heard walks",
]
NEAR_MISSES = [
    "a swift flying over Lake Victoria",
    "a tailor, swift with the needle",
    "a red fox runs across a snowy field",
    "a rose garden",
    "a woman walking under cherry trees",
    "mark the date",
    "a ford in the river",
    "bill the customer",
    "Paris at night",
    "jordan river",
    "a drake on a pond",
    "a Drake equation on a blackboard, on stage",
    "the king walks",
    "grace and harmony",
    "Show me how to reset my password",
    "our app's rocket launches",
    "Trump Tower at dusk",
    "a trump card falls on the table",
    "Kennedy Airport at night",
    "John F. Kennedy Airport at night",
    "Kennedy Space Center at night",
    "Lincoln Center in winter",
    "a Tesla coil sparks",
    "a tesla car drives",
    "Ford truck in the mud",
    "Nobel Prize ceremony",
    "Lake Victoria at dawn",
    "Victoria sponge on a plate",
    "Victoria Falls from the air",
    "vanilla ice cream",
    "an ice cube melts in a glass",
    "a singer puts an ice cube in a glass",
    "a wave hits the rock",
    "white musk oil in a bottle",
    "a little prince on a small planet",
    "Prince Charming kneels",
    "Abraham Lincoln reads a letter",
    "Queen Victoria in a garden",
    "Gaudí draws a tower",
    "Napoleon rides a horse",
    'a sign that says "Welcome, Taylor Swift"',
    "Ralph Lauren shirt on a hanger",
    "a black jack lies on the table",
    "a jack, black as night",
    "plan B. Smith and sons",
    "the blacksmith's swift hammer",
    "a quick brown fox",
    "лиса бежит по снегу",
    "一只红狐狸跑过雪地",
    "एक लाल लोमड़ी दौड़ती है",
    "T. S. writes a letter",
    "50mm lens, 24 fps, 3pm",
    "a swift taylor bird, newly found",
    "a swallow, a swift, a tailor bird",
    "a musk ox in the snow",
    "рука надевает маску",
    "Маска висит на стене",
    "мальчик шагал по снегу",
    "она шагала домой",
    "جبل عرفات عند الغروب",
    "رجل يضع ماسك على وجهه",
    "特斯拉在公路上行驶",
    "красная тесла едет по дороге",
    "шкіра слона крупним планом, a singer on stage",
    "a king charles spaniel runs",
    "two King Charles Spaniels in a park",
    "a piece of amber in the sand",
]


def test_hits_and_near_misses_are_equal_in_number() -> None:
    assert len(HITS) == len(NEAR_MISSES)


@pytest.mark.parametrize("text", HITS)
def test_a_listed_person_is_blocked(say: Say, text: str) -> None:
    decision = say(text)
    assert decision.verdict is Verdict.BLOCK, decision.findings
    assert {finding.code for finding in decision.findings} & {Code.PUBLIC_FIGURE, Code.DECEASED_RECENT}


@pytest.mark.parametrize("text", NEAR_MISSES)
def test_an_ordinary_request_passes(say: Say, text: str) -> None:
    decision = say(text)
    assert decision.verdict is Verdict.ALLOW, decision.findings


@pytest.mark.parametrize(
    ("text", "matched"),
    [
        ("see T\u200bay\u200blor Sw\u200bift walk", "T\u200bay\u200blor Sw\u200bift"),
        ("see Swift, Taylor walk", "Swift, Taylor"),
        ("see #TaylorSwift walk", "TaylorSwift"),
        ("see Taylor Swift's cat", "Taylor Swift"),
        ("看习近平走路", "习近平"),
        ("see Tayler Swfit walk", "Tayler Swfit"),
    ],
)
def test_the_span_is_what_was_written(say: Say, text: str, matched: str) -> None:
    [finding] = say(text).findings
    assert finding.matched == matched
    assert text[slice(*finding.span)] == matched


@pytest.mark.parametrize(
    "text",
    [
        "will smith iron in the forge",
        "Federer serves",
        "Swift Taylor walks",
        "an Ice Cube in a studio",
        "We met Taylor. Swift birds flew.",
        "amber heard a noise",
        "Amber heard the dog",
        "amber heard him come home",
        "видео, где Маску дарят ракету",
    ],
)
def test_what_may_be_a_person_is_asked(say: Say, text: str) -> None:
    assert say(text).verdict is Verdict.ASK


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ('a banner that reads "Tom Hanks"', Verdict.ALLOW),
        ('a banner that reads "Tom Hanks recommends our app"', Verdict.BLOCK),
        ('a banner that reads "Endorsed by Tom Hanks"', Verdict.BLOCK),
        ('Tom Hanks holds a banner that reads "hello"', Verdict.BLOCK),
        ('a clip of "Tom Hanks"', Verdict.BLOCK),
    ],
)
def test_shown_text_depicts_nobody_but_may_endorse(say: Say, text: str, verdict: Verdict) -> None:
    assert say(text).verdict is verdict


@pytest.mark.parametrize(
    ("text", "verdict"),
    [("Tom Hanks", Verdict.ALLOW), ("Tom Hanks recommends Acme", Verdict.BLOCK), ("Welcome, Maria!", Verdict.ALLOW)],
)
def test_onscreen_text_of_a_shot_is_shown_text(
    say: Say, shot: Callable[..., object], text: str, verdict: Verdict
) -> None:
    decision = say("a fox", shots=(shot(onscreen_text=(text,)),))
    assert decision.verdict is verdict
    assert {finding.field for finding in decision.findings} <= {"shots[0].onscreen_text[0]"}


@pytest.mark.parametrize(
    "turns",
    [
        ("a video of Taylor", "Swift"),
        ("make a clip of Taylor", "her last name is Swift", "now make her dance"),
        ("Taylor Swift on stage", "now make her dance"),
        ("her first name is Taylor and her surname is Swift",),
    ],
)
def test_a_name_counts_in_every_turn(say: Say, turns: tuple[str, ...]) -> None:
    assert say(*turns).verdict is Verdict.BLOCK


@pytest.mark.parametrize(
    "turns", [("a woman named Taylor", "make it more swift"), ("a tailor at work", "a swift bird")]
)
def test_words_in_two_turns_are_not_a_name(say: Say, turns: tuple[str, ...]) -> None:
    assert say(*turns).verdict is Verdict.ALLOW


def test_a_name_that_only_the_planner_wrote_is_found(say: Say, shot: Callable[..., object]) -> None:
    decision = say("someone famous on stage", shots=(shot("a stage"), shot("Taylor Swift on a stage")))
    assert decision.verdict is Verdict.BLOCK
    assert decision.permit is None
    assert [finding.field for finding in decision.findings] == ["shots[1].scene"]


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("Casemiro eats soup", Verdict.ASK),
        ("casemiro eats soup", Verdict.ALLOW),
        ("a footballer, casemiro, eats soup", Verdict.BLOCK),
        ("Klobuchar waves at a crowd", Verdict.ASK),
        ("Klobuchar Airport at night", Verdict.ALLOW),
        ("lake Klobuchar at night", Verdict.ALLOW),
        ("a singer, Pink, with a guitar", Verdict.BLOCK),
        ("a singer and her pink guitar", Verdict.ALLOW),
        ("Шагал по снегу", Verdict.ALLOW),
        ("рядом стоит Шагал", Verdict.ASK),
        ("a singer, and then Шагал", Verdict.BLOCK),
        ("a singer, and then шагал", Verdict.ALLOW),
    ],
)
def test_a_single_word_means_somebody_by_its_capital_and_its_company(
    shipped: Gate, text: str, verdict: Verdict
) -> None:
    decision = shipped.check(text)
    assert decision.verdict is verdict, decision.findings


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("狐狸 taylorswift 跑步", Verdict.BLOCK),
        ("狐狸 taylorswiftly 跑步", Verdict.ALLOW),
        ("ojracs smiles", Verdict.BLOCK),
        ("amkcaj smiles", Verdict.ALLOW),
    ],
)
def test_a_name_without_its_spaces_ends_where_a_word_does(shipped: Gate, text: str, verdict: Verdict) -> None:
    decision = shipped.check(text)
    assert decision.verdict is verdict, decision.findings


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("a concert with Drake in the rain", Verdict.BLOCK),
        ("a concert with a Mandarin Drake in the rain", Verdict.ALLOW),
        ("a concert beside Drake Pond in the rain", Verdict.ALLOW),
        ("Prince at a guitar solo", Verdict.BLOCK),
        ("Little Prince at a guitar solo", Verdict.ALLOW),
        ("Prince Charming at a guitar solo", Verdict.ALLOW),
    ],
)
def test_one_word_beside_a_name_is_enough_to_make_it_something_else(say: Say, text: str, verdict: Verdict) -> None:
    decision = say(text)
    assert decision.verdict is verdict, decision.findings


@pytest.mark.parametrize(
    ("text", "matched"),
    [
        ("Tayyylor Swift walks", ["Tayyylor Swift"]),
        ("Tooom Hanks walks", ["Tooom Hanks"]),
        ("a walk with Tom Haaaanks", ["Tom Haaaanks"]),
        ("a waaaalk with tom the cat", []),
    ],
)
def test_stretched_letters_hide_no_name_at_either_end_of_a_text(say: Say, text: str, matched: list[str]) -> None:
    assert [finding.matched for finding in say(text).findings] == matched


@pytest.mark.parametrize(
    ("text", "matched"),
    [
        ("a clip of #lovetomhanks today", ["tomhanks"]),
        ("a clip of #lovetomhonks today", []),
        ("a robot and 77tomhanks77 walking", ["tomhanks"]),
        ("a robot and 77tomhonks77 walking", []),
    ],
)
def test_a_joined_name_is_found_inside_a_hashtag_and_between_digits(say: Say, text: str, matched: list[str]) -> None:
    assert [finding.matched for finding in say(text).findings] == matched


def test_a_first_name_that_somebody_is_given_is_only_a_question_even_in_its_context(shipped: Gate) -> None:
    assert shipped.check("a girl called Greta with a school strike sign").verdict is Verdict.ASK
    assert shipped.check("Greta with a school strike sign").verdict is Verdict.BLOCK
