"""Listed names with endings: what is one in some language, what is a word there, and what bears a dead one's name."""

from __future__ import annotations

import pytest

from policy.gate import Gate
from policy.types import Code, Verdict

FULL_NAMES = [
    "narysuj Roberta Lewandowskiego przy pierogach",
    "zrób film o Donaldzie Tusku w kajaku",
    "pokaż Lecha Wałęsę, jak naprawia kosiarkę",
    "Udělej mi video s Andrejem Babišem, jak prodává koblihy",
    "natoč film s václavem havlem v lese",
    "Angelu Merkelovou v bazénu s balonky",
    "urob video so Zuzanou Čaputovou na bicykli",
    "snimi Luku Modrića kako jede burek",
    "видео са Александром Вучићем у балону",
    "pokaži Melanio Trump v gozdu",
    "хочу мультик с Ксенией Собчак, она берёт интервью у самовара",
    "сними Аллу Пугачёву в метро",
    "короткий кліп з Оленою Зеленською на ковзанці",
    "зніми Святослава Вакарчука в трамваї",
    "sukurk video apie Gitaną Nausėdą ant žirgo",
    "tee video Sanna Marinista lypsämässä lehmää",
    "tee video Kaja Kallasest jäätisega",
    "csinálj videót Orbán Viktorról egy csónakban",
    "videó Donald Trumppal a piacon",
    "Recep Tayyip Erdoğanın çay içtiği bir video",
    "κάνε ένα βίντεο με τον Κυριάκο Μητσοτάκη στη θάλασσα",
    "arată-mi rochia Simonei Halep în ploaie",
    "bëj një video me Edi Ramën në not",
    "নরেন্দ্র মোদীকে হাতির পিঠে দেখাও",
    "ரஜினிகாந்தின் வீடியோ மாட்டு வண்டியில்",
    "నరేంద్ర మోదీని ఏనుగు మీద చూపించు",
    "סרטון על בנימין נתניהו ולדונלד טראמפ על גמל",
    "פסנתר לבנימין נתניהו בסרטון",
    "აჩვენე დონალდ ტრამპის კატა",
    "Robertu F. Kennedymu daj psa",
    "ukaż Ursulę von der Leyenową na koniu",
]
SURNAMES = [
    "chcę zobaczyć Kaczyńskiego jak karmi kota na schodach",
    "pokaż Messiego z psem",
    "film z Trumpem na rybach",
    "film z putinem na huśtawce i jego psem",
    "Jágra chci vidět na bruslích na zamrzlé Vltavě",
    "Trumpa na koniu pokaż mi proszę",
    "Macrona a Scholze na houpačce ukaž",
    "video s Trumpem",
    "Macronin koira juoksee lumessa",
    "תן לי סרטון שנתניהו רוקד בו",
    "ওবামাকে নৌকায় দেখাও",
    "βίντεο με τον Τσίπρα στη θάλασσα",
]
WORDS = [
    "film o králi v lese a pes s lasem za zády",
    "Musiałam sfilmować deszcz na szybie",
    "Diplomu se raduje pes v čepici",
    "Biedronka na liściu, zbliżenie",
    "Маски лежат на столе, венеция",
    "Кличка собаки Шарик, она бежит",
    "венок из лавров и лист в лавровом венке",
    "о моде прошлого века, платья на вешалках",
    "Die Freude des Hundes im Schnee",
    "Die Ringe des Saturn, langsame Kamera",
    "das Licht des Schiffes im Hafen",
    "Muskeln und Knochen, anatomische Animation",
    "Trumpeten spelar på torget",
    "Merkelig lys over fjorden",
    "Freude! cieszy się pies",
    "roberto planta tomates con mucho cuidado en el jardín",
    "Los Angeles de noche, coches y palmeras",
    "a slow clip of Thunbergia alata in the garden with herbs",
    "Trumpas filmas apie mišką",
    "Görünən Pəncərə",
    "Gimsta diena virš ežero",
    "A polgári ház előtt esik az eső",
    "an English clip of a Polish village with a Messiego bakery in it",
]
PLACES = [
    "tramwaj jedzie ulicą Piłsudskiego w deszczu",
    "letiště Václava Havla za úsvitu",
    "Masarykova univerzita v Brně na podzim",
    "Štefánikova ulica v Bratislave večer",
    "Zračna luka Franje Tuđmana, avion slijeće",
    "улица Гагарина под снегом",
    "театр имени Вахтангова вечером",
    "парк Шевченка восени, листя падає",
    "Atatürk Havalimanında uçak kalkıyor",
    "רחוב בן גוריון בגשם",
]


@pytest.mark.parametrize("text", FULL_NAMES)
def test_a_full_name_with_endings_is_the_name(shipped: Gate, text: str) -> None:
    decision = shipped.check(text)
    assert decision.verdict is Verdict.BLOCK
    assert {finding.code for finding in decision.findings} <= {Code.PUBLIC_FIGURE, Code.DECEASED_RECENT}


@pytest.mark.parametrize("text", SURNAMES)
def test_a_surname_with_an_ending_is_held_back(shipped: Gate, text: str) -> None:
    decision = shipped.check(text)
    assert decision.verdict is not Verdict.ALLOW
    assert "public_figure" in {finding.detector for finding in decision.findings}


@pytest.mark.parametrize("text", WORDS)
def test_a_word_that_only_looks_like_a_name_with_an_ending_passes(shipped: Gate, text: str) -> None:
    decision = shipped.check(text)
    assert decision.verdict is Verdict.ALLOW, decision.findings


@pytest.mark.parametrize("text", PLACES)
def test_what_bears_the_name_of_somebody_dead_passes(shipped: Gate, text: str) -> None:
    decision = shipped.check(text)
    assert decision.verdict is Verdict.ALLOW, decision.findings


def test_a_dead_name_in_an_english_park_is_still_a_person(shipped: Gate) -> None:
    assert shipped.check("in the park Marilyn Monroe walks a dog").verdict is Verdict.BLOCK


@pytest.mark.parametrize("text", ["pokaż Jana Kaczyńskiego na rybach", "film o Marii Trumpowej z kotem"])
def test_somebody_elses_first_name_before_a_listed_surname_is_not_blocked(shipped: Gate, text: str) -> None:
    assert shipped.check(text).verdict is not Verdict.BLOCK


def test_two_words_of_a_sentence_are_no_name(shipped: Gate) -> None:
    for text in ("filmuj Alberta, Einsteinem nazwano psa", "anna halla, sitten lumi sulaa", "kot Daniel. Rad cliffem"):
        assert "blocked" not in shipped.check(text).verdict, text


def test_a_case_after_an_apostrophe_leaves_the_name(shipped: Gate) -> None:
    for text in ("film o Steve'owi Jobsowi na plaży", "narysuj Jimmy'ego Kimmela na łodzi", "Tarkan'ı kayıkta göster"):
        assert shipped.check(text).verdict is Verdict.BLOCK, text
