"""Names told by what stands beside them: a word of respect, a patronymic, the floor on which somebody lives.

"Sharma sir", "Herr Knöpfle, Hausnummer 7" and "Людмила Павловна" are people whatever any table of names says. What
comes out is only a place in the words; whether somebody is invented is not known here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from policy.lexicon import Lexicon
from policy.name_form import SURNAME, latin
from policy.normalise import plain_words
from policy.view import View


def _plain(text: str) -> frozenset[str]:
    return frozenset(word for each in text.split() for word in plain_words(each))


_TITLES = _plain(
    "herr herrn frau fräulein monsieur madame mme mlle mademoiselle señor señora señorita doña signor signora "
    "signorina dottor dottoressa maestra meneer mevrouw juffrouw pani panią pana panu panem pán paní paním rouva "
    "domnul doamna domnului doamnei kyria kyrios sayın ustadz cikgu encik puan dona seu господин госпожа господина "
    "госпожу пан пані пана панові тётя тетя тёти дядя дяди дядю тётю тьотя κύριος κυρία κύριε"
)
_RESPECT = _plain(
    "ji jee sir madam maam sahab sahib saheb saab aunty auntie uncle bhai bhaiya bhabhi didi teacher hanım hanim "
    "hanımın bey beyin beyi hanımı hoca teyze amca abla ağabey hocam जी सर मैडम साहब साहिब अंकल आंटी भैया दीदी भाभी"
)
_TURKISH = _plain("hanım hanim hanımın hanımı bey beyin beyi hoca hocam teyze amca abla ağabey")
_LIVING = _plain(
    "flat apartment apt floor upstairs downstairs nebenan erdgeschoss stock etage obergeschoss hausnummer treppenhaus "
    "wohnung nachbarhaus étage palier immeuble appartement bâtiment loge piso portal puerta bloque escalera "
    "apartamento andar bloco prédio quadra piano scala interno citofono condominio palazzo pianerottolo parteru "
    "parter piętra piętro klatki bloku mieszkania patra patře bytu kat katta kattaki daire apartman mahalle sokak "
    "этажа этаже подъезда подъезде квартиры квартире поверху під'їзду wing society mohalla mohalle gali school class "
    "office clinic bank hr verdieping trappenhuis etaj scara bloc emelet lépcsőház naapuri rappu"
)
_PATRONYMIC = re.compile(
    r"\w{2,}(?:ов|ев|йов)(?:ич(?:а|у|ем|е|ю|ом|еві)?|н(?:а|ы|е|у|ои|ою))"
    r"|\w{2,}(?:инич|ьинич|ич)н(?:а|ы|е|у|ои|ою)|\w{2,}[іи]вн(?:а|и|і|у|ою|о)|(?:иль|кузьм|фом|лук|никит|савв)ич(?:а|у|ем|е)?"
)
_LATIN_PATRONYMIC = re.compile(r"[a-z]{3,}(?:ovich|evich|yevich|ovna|evna|yevna|inichna)")
_NATIONS = _plain(
    "english dutch french german irish welsh scotch scottish spanish roman italian polish danish swedish norwegian "
    "finnish russian turkish greek arab indian chinese japanese korean british american latin"
)
_AT_HOME = _plain("pan pana don dona seu")
"""Titles that are other words in English."""

_REACH, _SHORTEST, _LEAST_LATIN = 6, 4, 3
_CYRILLIC = re.compile("[а-яіїєґ]")
_SURNAMES_IN_COMPOUND = re.compile(
    r"\w{2,}(?:mueller|muller|huber|maier|meier|meyer|mayr|bauer|mann|berger|hofer|lechner|eder|gruber|schmidt|schmid"
    r"|schneider|wirth|bach|stein|feld|dorf|bosch|bossche|sson|escu|wicz|ska|sky|ski|ova|ic|ini|elli|etti|ucci|otti|ez)"
)


class CourtesyNames:
    """Finds names by a word of respect, a patronymic or a place to live beside them."""

    def __init__(self, lexicon: Lexicon) -> None:
        """Makes the finder.

        Args:
            lexicon: Names and common words.
        """
        self._lexicon = lexicon

    def find(self, view: View) -> Iterator[tuple[int, int]]:
        """The half-open word places of each such name.

        Args:
            view: A reading of a text.
        """
        yield from self._titled(view)
        yield from self._respected(view)
        yield from self._patronymic(view)

    def _titled(self, view: View) -> Iterator[tuple[int, int]]:
        """A title before a name that is no common word, where the name looks like one or an address follows."""
        for title in view.among(_TITLES):
            if title in _AT_HOME and self._lexicon.english(view):
                continue
            for place in view.places[title]:
                if place + 1 >= len(view.row) or not view.capitals[place + 1] or view.shouted:
                    continue
                if not self._beside(view, place + 1) or not self._nameless(view.row[place + 1]):
                    continue
                name = view.row[place + 1]
                around = (*view.row[max(0, place - _REACH) : place], *view.row[place + 2 : place + 2 + _REACH])
                lives = not _LIVING.isdisjoint(around)
                if lives or self._surname(name):
                    yield place, place + 2

    def _respected(self, view: View) -> Iterator[tuple[int, int]]:
        """A name before a word of respect: "Sharma sir", "Ayşe Hanım", "शर्मा जी"."""
        for word in view.among(_RESPECT):
            for place in view.places[word]:
                if place and self._beside(view, place) and self._known(view, place - 1, turkish=word in _TURKISH):
                    yield place - 1, place + 1

    def _patronymic(self, view: View) -> Iterator[tuple[int, int]]:
        """A first name and a patronymic in any case: "Марию Петровну", "Sergei Viktorovich"."""
        for place, word in enumerate(view.row):
            if not place or len(word) < _SHORTEST or not self._beside(view, place):
                continue
            if word.isascii():
                told = word[-4:] in _ENDS and _LATIN_PATRONYMIC.fullmatch(word)
            else:
                told = _CYRILLIC.match(word) and _PATRONYMIC.fullmatch(word)
            if told and view.capitals[place] and view.capitals[place - 1] and not view.shouted:
                yield place - 1, place + 1

    def _beside(self, view: View, place: int) -> bool:
        """Whether nothing but a space, or the dot of an abbreviation, stands before a word."""
        return view.gap(place).strip(".").isspace()

    def _nameless(self, word: str) -> bool:
        lexicon = self._lexicon
        return word not in lexicon.ordinary and word not in lexicon.abroad and len(word) >= _SHORTEST

    def _surname(self, word: str) -> bool:
        spelled = latin(word)
        known = spelled in self._lexicon.surnames or spelled in self._lexicon.further_surnames
        return known or bool(_SURNAMES_IN_COMPOUND.fullmatch(spelled)) or bool(SURNAME.search(spelled))

    def _known(self, view: View, place: int, *, turkish: bool) -> bool:
        """Whether a word may be the name in front of a word of respect."""
        word, lexicon = view.row[place], self._lexicon
        if word in lexicon.ordinary or word in lexicon.abroad or word in _NATIONS or len(word) < _LEAST_LATIN:
            return False
        if not word.isascii():
            return word in _DEVANAGARI
        tables = (lexicon.first, lexicon.further_first, lexicon.surnames, lexicon.further_surnames)
        if not any(word in table for table in tables):
            return False
        return view.tells_capital(place) or (not turkish and word not in lexicon.places) or view.capitals[place]


_ENDS = frozenset({"vich", "ovna", "evna", "chna"})
_DEVANAGARI = _plain(
    "शर्मा वर्मा गुप्ता मिश्रा मिश्र सिंह यादव पांडे पाण्डेय त्रिपाठी चतुर्वेदी द्विवेदी तिवारी शुक्ला अग्रवाल जैन खान कुमार "
    "पटेल शाह मेहता देसाई जोशी नायर रेड्डी राव अय्यर चौधरी ठाकुर सक्सेना श्रीवास्तव माथुर कपूर खन्ना मल्होत्रा चोपड़ा भाटिया "
    "अरोड़ा सेठी गिल सिद्धू बनर्जी मुखर्जी चटर्जी घोष दास सेन बोस रॉय कुलकर्णी देशपांडे पाटिल जाधव शिंदे पवार नेगी रावत बिष्ट "
    "राजेश सुरेश रमेश महेश दिनेश मुकेश सुनील अनिल विजय अजय संजय मनोज अशोक राकेश सुनीता गीता रीता सीमा पूजा कविता अंजलि"
)
