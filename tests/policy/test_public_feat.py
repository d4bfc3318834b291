"""Someone told by a public feat, a title or an office, in many languages; and scenes that only sound so."""

from __future__ import annotations

import pytest

from policy.gate import Gate
from policy.types import Code, Verdict

HELD = [
    "the man who ate the sun in that viral video",
    "the teenager who sailed around the world alone, in a bathtub",
    "the Kenyan marathoner with the world record",
    "the congressman who pulled the fire alarm",
    "the breakdancer from Australia at the Paris Olympics",
    "the one-hit wonder who sang Macarena",
    "the boy from The Sixth Sense",
    "the lawyer from My Cousin Vinny",
    "the woman who fainted at the Oscars",
    "the bodybuilder who became governor",
    "the only woman to climb K2 twice and win a Nobel",
    "the mastermind behind Fyre Festival",
    "the woman who threw soup at the painting",
    "la jugadora que marcó el gol de la final del Mundial",
    "la mujer que restauró el Ecce Homo de Borja",
    "el presentador de El Hormiguero montando a caballo",
    "el que hace de Profesor en La casa de papel",
    "el tenista con catorce Roland Garros pescando",
    "la atleta española que subió al Everest",
    "el cantante más famoso de la historia",
    "la chica del vídeo viral",
    "la primera mujer que presidió el Congreso",
    "l'acteur d'Intouchables qui pousse un fauteuil",
    "l'animateur de Touche pas à mon poste en clown",
    "la femme qui a légalisé l'avortement",
    "le ministre qui avait un compte en Suisse",
    "la première femme à l'Académie française",
    "la chanteuse la plus célèbre du monde",
    "le garçon de la vidéo virale",
    "die Frau, die 16 Jahre lang Kanzlerin war, beim Breakdance",
    "der Politiker, der beim Hochwasser gelacht hat",
    "die Schwimmerin mit dem Weltrekord",
    "die Klimaaktivistin aus Schweden",
    "die jüngste Wimbledonsiegerin aus Deutschland",
    "der Typ aus dem viralen Video",
    "der reichste Mann der Welt",
    "il portiere con più presenze in nazionale",
    "il calciatore che sbagliò il rigore",
    "il conduttore di Affari tuoi",
    "l'autrice de L'amica geniale",
    "la donna che ha vinto il Festival di Sanremo",
    "o apresentador do Domingão",
    "a fadista mais famosa de Portugal",
    "o goleiro do 7 a 1",
    "a mulher que ganhou o Oscar e chorou",
    "elektryk, który został prezydentem",
    "prowadzący Familiadę opowiada suchary",
    "bramkarz, który obronił karnego",
    "pierwszy Polak w kosmosie",
    "ведущий Поля чудес с усами",
    "политик, который стучал ботинком",
    "шахматист, проигравший компьютеру",
    "первый человек в открытом космосе",
    "Masumiyet Müzesi'nin yazarı",
    "Trendyol'un kurucusu uçuyor",
    "the drummer with one arm from Def Leppard",
    "la primera latina en el espacio",
    "100 metrede dünya rekoru kıran Jamaikalı atlet",
    "Şımarık şarkısını söyleyen popçu",
    "pencipta lagu Bengawan Solo",
    "presiden yang mundur tahun 1998",
    "pendiri Gojek naik ojek",
    "اللاعب الذي نطح خصمه يرقص",
    "الممثلة التي بكت أمام الكاميرا",
    "المذيع الذي يقدم برنامج الاتجاه المعاكس",
    "الطبيب الحاصل على نوبل",
    "पेटीएम के संस्थापक",
    "कौन बनेगा करोड़पति का होस्ट नाचते हुए",
    "वो क्रिकेटर जिसने आखिरी गेंद पर छक्का मारा",
    "sholay me gabbar banne wala actor",
    "woh cricketer jisne cup jitaya",
    "jio ka malik jhoola jhoolte hue",
    "拿诺贝尔文学奖的山东作家",
    "视频里跳舞的那个网红",
    "ノーベル賞を取った日本人の学者",
    "号泣会見した県議",
    "노벨문학상 받은 한국 작가",
    "탄핵된 한국 여자 대통령",
]
OFFICES = [
    "Ankara valisi balık tutuyor",
    "wojewoda śląski na hulajnodze",
    "kapolri naik sepeda",
    "uttar pradesh ke cm patang udate hue",
    "رئيس بلدية عمان يرقص",
    "the Asantehene on a swing",
]
TOLD_BY_ROW = [
    "home alone kid actor on a slide",
    "die Sängerin von Dernière danse",
    "the player who bit Chiellini eating spaghetti",
    "der Minister mit der abgeschriebenen Doktorarbeit, Plagiat Doktorarbeit",
    "el juez, el que condenó... la tonadillera que fue a la cárcel",
    "ワンピースの作者が海で踊る",
    "웃긴 무한도전 진행자",
    "拼多多的创始人在骑车",
]
NOBODY = [
    "an invented hero who won the great race across the clouds",
    "a wizard who founded a school for frogs",
    "the first robot to walk on Mars",
    "the cat who wrote a book about naps",
    "the winner of the snail race raises a leaf",
    "captain of a paper boat sailing down a gutter",
    "a turtle who ran 100 miles",
    "the dinosaur who ate the sun",
    "a viral video of a cat playing piano",
    "the kids who run through the park",
    "the teenager who sailed across the lake",
    "the woman who walked across the bridge",
    "the girl from New York",
    "the woman from San Juan sells fruit",
    "the boy from Planet Zorb",
    "the brains behind the bakery",
    "an actor who became president in my novel",
    "the teacher who became a gardener",
    "kids watching the World Cup on a big screen",
    "la mujer que mira el mar",
    "el actor que espera su turno en el camerino",
    "el director de la orquesta levanta la batuta",
    "la niña de la bicicleta roja",
    "el ganador de la carrera de caracoles",
    "le renard qui a gagné la course",
    "l'auteur du livre signe des exemplaires",
    "l'homme qui a perdu son chapeau",
    "la voix de l'océan",
    "der Fuchs, der das Rennen gewann",
    "der König, der seine Krone verlor",
    "der Koch mit der Goldmedaille im Kuchenbacken",
    "der Astronaut pflanzt auf dem Mond eine Blume",
    "die Frau im Haus am See",
    "la donna attraversa la strada",
    "die Frau, die über die Mauer kletterte",
    "der Mann mit dem Mond im Arm",
    "el señor que vive en la luna",
    "la femme qui a cousu la lune",
    "a mulher que quebrou a copa de vidro",
    "kobieta, która zgubiła złoto",
    "мальчик, который мечтал полететь на луну",
    "il re che perse la corona",
    "l'autore del libro firma",
    "o menino que encontrou um tesouro",
    "o diretor da escola",
    "król, który zgubił koronę",
    "prowadzący festyn rozdaje balony",
    "лиса, которая выиграла гонку",
    "ведущий праздника раздаёт шары",
    "голос моря",
    "kitabın yazarı imza atıyor",
    "Kitabın yazarı imza atıyor",
    "la primera flor en el espacio",
    "the drummer with one arm in a sling",
    "yarışı kazanan tilki",
    "pemenang lomba makan kerupuk",
    "anak yang menemukan harta karun",
    "الثعلب الذي فاز بالسباق",
    "الرئيس الذي يحكم مملكة النمل",
    "दुकान का मालिक मुस्कुराता है",
    "kahani ka hero ek khargosh hai",
    "赢了比赛的狐狸",
    "レースに勝ったカメ",
    "책을 쓴 고양이",
    "a girl dressed as Wednesday Addams",
    "the boy in a Minecraft shirt builds a tower",
    "the woman reads Harry Potter in bed",
    "the girl sings Let It Go in the snow",
    "el cantante de. Una calle vacía",
]


@pytest.mark.parametrize("text", [*HELD, *TOLD_BY_ROW])
def test_one_person_told_by_a_feat_or_a_title_is_held_back(shipped: Gate, text: str) -> None:
    decision = shipped.check(text)
    assert decision.verdict is not Verdict.ALLOW, decision.findings
    assert Code.DESCRIPTIVE_IDENTITY in {finding.code for finding in decision.findings}, decision.findings


@pytest.mark.parametrize("text", OFFICES)
def test_an_office_that_one_person_holds_is_held_back(shipped: Gate, text: str) -> None:
    decision = shipped.check(text)
    assert decision.verdict is not Verdict.ALLOW, decision.findings


@pytest.mark.parametrize("text", NOBODY)
def test_a_scene_that_only_sounds_like_a_feat_passes(shipped: Gate, text: str) -> None:
    decision = shipped.check(text)
    assert decision.verdict is Verdict.ALLOW, decision.findings


@pytest.mark.parametrize(
    ("held", "passes"),
    [
        ("the kid from Malcolm Midway", "the kid from Cape Town"),
        ("the kid from The Sixth Sense", "the kid from the sixth floor"),
        ("le réalisateur d'Amélie", "le réalisateur du quartier"),
        ("the butler from Downton Manor", "my invented butler from Downton Manor"),
    ],
)
def test_a_title_behind_from_or_an_elided_article_is_told_from_its_like(shipped: Gate, held: str, passes: str) -> None:
    assert shipped.check(held).verdict is not Verdict.ALLOW
    assert shipped.check(passes).verdict is Verdict.ALLOW, shipped.check(passes).findings
