"""Whether two words beside each other are somebody's first name and surname.

Purely a matter of the two words, their capitals and the word after them: what is listed, invented or a thing is not
known here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from policy.lexicon import Lexicon
from policy.name_form import SURNAME, composed, latin
from policy.phrasebook import Category
from policy.view import View

_LEAST_LETTERS = 4
_LONG = 5
_FEW_CAPITALS = 5  # one in so many words
_CHINESE = frozenset(
    "wang li zhang liu chen yang zhao huang zhou wu xu sun hu zhu gao lin guo ma luo liang song zheng xie han tang "
    "feng yu dong xiao cheng cao yuan deng shen zeng peng lu jiang cai jia ding wei xue ye yan pan dai xia zhong tian "
    "ren fang shi yao tan liao zou xiong jin kong bai cui kang mao qiu qin shao hou wan qian".split()
)
_OF_THINGS = frozenset(
    "being blooming blossoming blowing boiling bubbling building burning caramelizing changing clothing coming"
    " cooking cooling crashing drifting dripping dropping drying during evening fading falling filling flickering"
    " floating flowering flowing flying forming freezing frying glistening glittering glowing going growing"
    " hanging igniting leading lighting lining melting morning moving nothing opening painting peeling pouring"
    " ripening rippling rising roasting rolling rotating rusting rustling sailing setting shimmering shining"
    " simmering sinking sizzling something sparkling spinning splashing spreading sprouting steaming stretching"
    " surrounding swaying swimming swinging turning twinkling unfolding unfurling using vibrating waving whirling"
    " wilting".split()
)
"""What plants, dishes, lights and animals do as well, and words that are no verbs."""
_ARTICLES = frozenset("a an the every each some any this that these those".split())
_SYLLABLE = (
    "(?:[bpmfdtnlgkhjqxrzcsyw]|zh|ch|sh)"
    "(?:[aeiou]|[aeu]i|[ao]u|ao|i[aeu]|u[aeo]|[aeiou]n|[aeio]ng|ian|iang|iao|uai|uan|uang)"
)
_VIETNAMESE = re.compile("[\u0110\u0111\u01a0\u01a1\u01af\u01b0\u1ea0-\u1ef9]")
_GIVEN = re.compile(rf"{_SYLLABLE}{{2}}")
"""A Chinese given name of two syllables in Latin letters."""


class NamePairs:
    """The judgement of two words."""

    def __init__(self, lexicon: Lexicon, *, actions: Iterable[str], naming: Category) -> None:
        """Makes the judgement.

        Args:
            lexicon: First names, surnames and common words.
            actions: What only people do, as the word after a name.
            naming: The words that introduce a name: "called".
        """
        self._lexicon = lexicon
        self._actions = frozenset(actions)
        self._naming = naming
        self.strong_first = lexicon.first - lexicon.ordinary - lexicon.places
        self.strong_surnames = lexicon.surnames - lexicon.ordinary - lexicon.places

    def begins(self, word: str) -> bool:
        """Whether a name may begin with a word: a first name, or a surname that comes first."""
        return self._any_first(word) or word in self.strong_surnames or word in _CHINESE

    def worth(self, left: str, right: str, left_capital: bool, right_capital: bool) -> bool:
        """Whether it is worth to look closer at two words; of English words without capitals it mostly is not."""
        if (left_capital and right_capital) or not (left.isascii() and right.isascii()):
            return True
        if left_capital is not right_capital:
            return False
        named = self._any_first(left) or right in self.strong_surnames or left in _CHINESE
        return named or self._outsiders(left, right)

    def named(self, view: View, first: int, second: int) -> bool:
        """Whether the words at two places are a name.

        Args:
            view: Where they stand.
            first: The place of the first word.
            second: The place of the second word, behind a middle initial where there is one.
        """
        left, right = self.letters(view.row[first]), self.letters(view.row[second])
        capitals = view.capitals[first], view.capitals[second]
        if self._native(view, first, second):
            return True
        if all(capitals):
            return self._capital(view, first, second, left, right)
        if any(capitals) and view.row[first].isascii():
            return False
        return self._plain(view, first, second, left, right)

    def cued(self, view: View, first: int) -> bool:
        """Whether something says that a name begins at a place: "a girl called Anna Lind"."""
        return any(self._naming.at(view, place) == first for place in (first - 1, first - 2, first - 4))

    def hyphened(self, view: View, place: int) -> bool:
        """Whether a surname of two begins at a place, written small behind a first name: "jennifer oduya-marsh"."""
        first, begin, end = view.row[place - 1], view.row[place], view.row[place + 1]
        if first not in self.strong_first or any(view.capitals[place - 1 : place + 2]) or view.gap(place) != " ":
            return False
        surnames = [self._any_surname(word) or bool(SURNAME.search(word)) for word in (begin, end)]
        told = (begin in self.strong_surnames or self.unknown(begin)) and (surnames[1] or self.unknown(end))
        return told and any(surnames) and self._lexicon.english(view)

    def letters(self, word: str) -> str:
        """A word as the tables spell it: in its own script where they have it so, else in Latin letters."""
        return word if word in self._lexicon.first or word in self._lexicon.surnames else latin(word)

    def unknown(self, word: str) -> bool:
        """Whether a word is in no table, so that it could be the rest of a name."""
        lexicon = self._lexicon
        known = (
            word in lexicon.ordinary or word in lexicon.places or word in lexicon.place_next or word in lexicon.abroad
        )
        return len(word) >= _LEAST_LETTERS and word.isalpha() and not known

    def _any_first(self, word: str) -> bool:
        return word in self._lexicon.first or word in self._lexicon.further_first

    def _any_surname(self, word: str) -> bool:
        return word in self._lexicon.surnames or word in self._lexicon.further_surnames

    def _capital(self, view: View, first: int, second: int, left: str, right: str) -> bool:
        """Two words with capitals."""
        lexicon = self._lexicon
        strong = left in self.strong_first or self._double(view, first, left), right in self.strong_surnames
        if left in lexicon.first and right in lexicon.surnames:
            return any(strong)
        if self._two_surnames(view, first, left, right):
            return True
        if view.spans[first][1] == view.spans[second][0]:
            return False
        if view.title_case and view.capital_around(first, second + 1, english=self._lexicon.english(view)):
            return False
        if self.unknown(right) and (strong[0] or (left in lexicon.first and SURNAME.search(right))):
            return True
        unheard = strong[1] and self.unknown(left) and right in lexicon.common_surnames
        if unheard or self._surname_first(left, right):
            return True
        told = self._capitals_tell(view, first, second) and (left in lexicon.first or self._lexicon.english(view))
        if told and self._any_first(left) and self._any_surname(right):
            return left not in lexicon.ordinary and right not in lexicon.ordinary
        before = view.text_at(first - 1)
        if before in lexicon.location_prev or before in _ARTICLES or not self.unknown(left):
            return False
        if self._outlandish(view, first, second, left, right):
            return True
        return view.text_at(second + 1) in self._actions and (strong[1] or self.unknown(right))

    def _double(self, view: View, first: int, left: str) -> bool:
        """Whether a word is a first name of two, or the second behind a hyphen: "Gianfilippo", "Jean-Baptiste"."""
        if first and view.gap(first) == "-" and view.capitals[first - 1] and view.row[first - 1] in self.strong_first:
            return self.unknown(left) or left in self._lexicon.first
        return self.unknown(left) and composed(left, self._any_first)

    def _two_surnames(self, view: View, first: int, left: str, right: str) -> bool:
        """Whether two surnames stand behind a word of no table: "Marinalva Teixeira Bezerra"."""
        sure = left in self.strong_surnames or right in self.strong_surnames
        if not (first and sure and self._any_surname(left) and self._any_surname(right)) or view.title_case:
            return False
        return view.capitals[first - 1] and view.gap(first) == " " and self.unknown(view.row[first - 1])

    def _outlandish(self, view: View, first: int, second: int, left: str, right: str) -> bool:
        """Whether one of two words that no table of words knows is a name of any table, or the last ends like one."""
        if not self.unknown(right) or view.opens_sentence(second) or not self._capitals_tell(view, first, second):
            return False
        if not self._lexicon.english(view):
            if SURNAME.search(right) or (left in self.strong_first and self._any_surname(right)):
                return True
            return self._unsaid(view, first, second) and (self._any_first(left) or self._any_surname(right))
        named = self._any_first(left) or self._any_surname(left) or self._any_surname(right)
        return named or bool(SURNAME.search(right))

    def _capitals_tell(self, view: View, first: int, second: int) -> bool:
        """Whether few words beside two are written with a capital, as in any language that has none for its nouns."""
        written = view.once(_telling, _telling)
        around = len(written) - sum(place in written for place in range(first, second + 1))
        return around * _FEW_CAPITALS <= len(view.row) - (second + 1 - first)

    def _plain(self, view: View, first: int, second: int, left: str, right: str) -> bool:
        """Two words without capitals."""
        lexicon = self._lexicon
        strong = left in self.strong_first, right in self.strong_surnames
        capital = view.capitals[first] or view.capitals[second]
        if view.once(_VIETNAMESE, lambda _: bool(_VIETNAMESE.search(view.original))):
            return False  # where every syllable is a word and somebody's name
        if all(strong) or (strong[0] and not capital and self._plainly(view, right)):
            return True
        doing = view.text_at(second + 1) in self._actions
        told = self.unknown(right) or right in lexicon.surnames
        if strong[0] and not capital and doing and told and lexicon.english(view):
            return True
        if not capital and self.doing(view.text_at(second + 1)) and self._outsiders(left, right):
            return lexicon.english(view)
        if left in _CHINESE and left not in lexicon.ordinary and right in self.strong_first and _GIVEN.fullmatch(right):
            return True
        abroad = lexicon.tongues.tells(view) and self._unsaid(view, first, second)
        if not capital and self._rare(left, right) and (abroad or lexicon.english(view)):
            return True
        if strong[0] and not capital and abroad and len(right) >= _LONG:
            return True
        return any(strong) and left in lexicon.first and right in lexicon.surnames and self.cued(view, first)

    def _unsaid(self, view: View, first: int, second: int) -> bool:
        """Whether a text is in a language whose words are known, and neither of two words is one of them."""
        tongues, right = self._lexicon.tongues, view.row[second]
        if not self.unknown(right) or right in self._lexicon.rare or not tongues.of(view):
            return False
        return not tongues.said(view, first) and not tongues.said(view, second)

    def doing(self, word: str) -> bool:
        """Whether a word says what somebody does: one of the actions, or "fixing", but not "blooming"."""
        ing = word.endswith("ing") and word in self._lexicon.ordinary and word not in _OF_THINGS
        return ing or word in self._actions

    def _outsiders(self, left: str, right: str) -> bool:
        return self._nowhere(left) and self._nowhere(right)

    def _nowhere(self, word: str) -> bool:
        """Whether a long word is in no table of words of any language; it may be in one of names."""
        lexicon = self._lexicon
        return (
            len(word) >= _LONG and self.unknown(word) and word not in lexicon.rare and not lexicon.tongues.known(word)
        )

    def _native(self, view: View, first: int, second: int) -> bool:
        """A first name and a surname, each in its own script as the tables have it."""
        left, right = view.row[first], view.row[second]
        return not left.isascii() and self._any_first(left) and self._any_surname(right)

    def _rare(self, left: str, right: str) -> bool:
        """Whether two words are a first name and a surname of any table, and no words of a sentence."""
        listed = self._any_first(left) and self._any_surname(right)
        return listed and self.unknown(left) and self.unknown(right)

    def _surname_first(self, left: str, right: str) -> bool:
        """Whether a surname stands before a first name, as in China and Hungary: "Wang Jianguo", "Kelemen Zsolt"."""
        if right not in self.strong_first or right in self._lexicon.surnames:
            return False
        return left in self.strong_surnames and left not in self._lexicon.first

    def _plainly(self, view: View, word: str) -> bool:
        """Whether a word without a capital is no word of the English text around it, and ends like a surname."""
        return self.unknown(word) and bool(SURNAME.search(word)) and self._lexicon.english(view)


def _telling(view: View) -> frozenset[int]:
    """The places of the words that have a capital though they begin no sentence."""
    return frozenset(place for place, capital in enumerate(view.capitals) if capital and not view.opens_sentence(place))
