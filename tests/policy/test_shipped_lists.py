"""The shipped lists as a whole: nobody who is listed slips through, and ordinary requests pass."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from policy.figure import Figure, load_entries
from policy.gate import Gate, MemoryLog, default_gate
from policy.lexicon import load_lexicon
from policy.table import shipped
from policy.types import Intent, Verdict

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)

ORDINARY = """\
a red fox runs across a snowy field
a swift flying over Lake Victoria
a rose garden
a woman walking under cherry trees
mark the date
a ford in the river
bill the customer
Paris at night
jordan river
a drake on a pond
the king walks
grace and harmony
Show me how to reset my password
our app's rocket launches
Rain falls on a tin roof while a singer hums
Rock climbing in the Alps
Speed up your workflow with shortcuts
Winter wonderland with skaters
Slash prices! a sale banner
a winter morning, a ninja trains
Felix the cat walks along a fence
the weeknd is over and monday lands with a thud
Moby the whale balloon drifts over the roofs
a gaming room with RBG lights
a Moebius strip turns slowly
Sommer am See mit Booten
a young singer performs on stage in a pink dress
Abraham Lincoln reads a letter by candle light
Leonardo da Vinci sketches a machine
A Super Cool Giant Robot In Cyberpunk Beijing
Snowmen dance in the yard
sky brown with dust, a storm comes
a phoenix rises from a river
Step 1: Open Settings. Step 2: Tap Reset. Step 3: Done.
Our pricing: Basic, Pro and Enterprise
Harry Potter style castle, no people
a Ferrari drives along a coast road
Mount Fuji with cherry blossoms
San Francisco in fog, aerial view
a Saint Bernard in the snow
Nobel Prize ceremony with golden confetti
clouds that look like sheep
Une femme marche sous les cerisiers
ein roter Fuchs läuft über ein verschneites Feld
un zorro rojo corre por un campo nevado
лиса бежит по снежному полю
一只红狐狸跑过雪地
赤いキツネが雪原を走る
빨간 여우가 눈밭을 달린다
ثعلب أحمر يركض عبر حقل ثلجي
एक लाल लोमड़ी बर्फीले मैदान में दौड़ती है""".splitlines()


OTHER_SCRIPTS = """\
рука надевает маску
мальчик шагал по снегу
родители дали ребёнку мяч
венок из лавров и лист в лавровом венке
рыжий усик винограда
девочка Диана рисует
特斯拉在公路上行驶
جبل عرفات عند الغروب
جناح طائر في السماء
مشرف المدرسة يشرح الدرس
مرد روحانی در باغ
नदी के किनारे ठाकुर का घर
پوتین سربازی در گل
รถซีดานสีแดงวิ่งบนถนน
მაკარონი თეფშზე
מקרון ורוד על צלחת
मुझे एक सलाह चाहिए
মাস্ক পরা বিড়াল""".splitlines()
MEANT = """\
видео про Илона Маска
Марк Шагал идёт по снегу
Сальвадор Дали рисует
гордимся Сергеем Лавровым
Олександр Усик танцює
принцесса Диана машет рукой
ياسر عرفات يمشي
إيلون ماسك يرقص
埃隆·马斯克跳舞
Путин едет верхом
видео про Трампа
एलन मस्क नाचते हुए
відео, де Усик боксує з гарбузом
วิดีโอลิซ่าแบล็กพิงก์ขี่ช้าง
שרה נתניהו רוקדת
η Άννα Βίσση χορεύει
კახა კალაძე ცეკვავს
শাকিব খান রিকশা চালাচ্ছেন""".splitlines()


def figures() -> list[Figure]:
    return [entry.figure for entry in load_entries(shipped("people.jsonl"))]


@pytest.fixture(scope="module")
def shipped_gate() -> Gate:
    return default_gate(MemoryLog(), b"k" * 32, clock=lambda: NOW)


@pytest.mark.parametrize("text", ORDINARY + OTHER_SCRIPTS)
def test_an_ordinary_request_passes(shipped_gate: Gate, text: str) -> None:
    decision = shipped_gate.check(text)
    assert decision.verdict is Verdict.ALLOW, decision.findings


def test_surnames_and_common_words_of_other_scripts_are_equal_in_number() -> None:
    assert len(OTHER_SCRIPTS) == len(MEANT)


@pytest.mark.parametrize("text", MEANT)
def test_a_person_whose_surname_is_a_common_word_is_blocked(shipped_gate: Gate, text: str) -> None:
    assert shipped_gate.check(text).verdict is Verdict.BLOCK


def test_every_protected_person_is_blocked_or_is_also_a_phrase(shipped_gate: Gate) -> None:
    today = NOW.date()
    names = [figure.name for figure in figures() if figure.protected(today)]
    assert names
    names = names[::5]  # a fifth of the list says enough and keeps the suite quick
    passed = [name for name in names if shipped_gate.check(f"a video of {name} at a desk").verdict is Verdict.ALLOW]
    not_blocked = [name for name in names if shipped_gate.check(f"{name} walks").verdict is not Verdict.BLOCK]
    assert len(passed) <= len(names) // 1000, passed
    assert len(not_blocked) <= len(names) // 100, not_blocked


def test_the_long_dead_pass(shipped_gate: Gate) -> None:
    today = NOW.date()
    names = [figure.name for figure in figures() if not figure.protected(today)]
    refused = [name for name in names if shipped_gate.check(f"{name} walks in a garden").verdict is not Verdict.ALLOW]
    assert refused == []


def test_the_name_tables_are_wide() -> None:
    lexicon = load_lexicon()
    assert len(lexicon.first) >= 600
    assert len(lexicon.surnames) >= 600
    assert not lexicon.first & lexicon.ordinary & {"maria", "peter", "carol"}


def test_a_whole_storyboard_takes_the_verdict_of_its_worst_shot(shipped_gate: Gate) -> None:
    decision = shipped_gate.review(Intent(turns=("a fox", "a hen", "my ex", "Taylor Swift")))
    assert decision.verdict is Verdict.BLOCK
    assert {finding.field for finding in decision.findings} == {"turns[2]", "turns[3]"}
