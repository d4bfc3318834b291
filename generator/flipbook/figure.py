"""Which picture plays a person, or anything else that moves in a way of its own: `a woman walks` is a walking woman.

Most pictures of people are heads. One that does something, or stands in a place, is drawn at full length where the
weights know such a picture; a portrait stays a head. Several people become several pictures.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from generator.flipbook.inflection import stem
from generator.flipbook.vocabulary import Lexicon, Match
from generator.flipbook.word import split_words
from policy.types import SubjectIntent

CLOSE = re.compile(r"\b(?:close[\s-]?ups?|portraits?|head\s?shots?|faces?|head\s+and\s+shoulders|selfies?|avatars?)\b")
"""Words for a picture of a head."""
BUSTS: dict[str, tuple[str, ...]] = {
    "person": ("person",),
    "man": ("man", "person"),
    "woman": ("woman", "person"),
    "walking man": ("man", "person"),
    "walking woman": ("woman", "person"),
    "standing man": ("man", "person"),
    "standing woman": ("woman", "person"),
    "waving person": ("person",),
    "boy": ("child", "man", "person"),
    "girl": ("child", "woman", "person"),
    "running child": ("child", "person"),
    "young child": ("child", "person"),
    "old man": ("man", "person"),
    "old woman": ("woman", "person"),
    "older person": ("person",),
    "bearded man": ("man", "person"),
    "bald man": ("man", "person"),
    "blonde woman": ("woman", "person"),
    "blonde man": ("man", "person"),
    "red haired woman": ("woman", "person"),
    "red haired man": ("man", "person"),
    "curly haired woman": ("woman", "person"),
    "curly haired man": ("man", "person"),
    "white haired woman": ("woman", "person"),
    "white haired man": ("man", "person"),
}
"""Pictures of people that nothing but age, hair or sex tells apart, and the nouns under which what they do is known."""
LOOKED_AT = frozenset(
    "old woman,old man,older person,bearded man,bald man,blonde woman,blonde man,red haired woman,red haired man,"
    "curly haired woman,curly haired man,white haired woman,white haired man,young child".split(",")
)
"""Those of them whose look is lost at full length, which is worth a note, and done only for one who goes somewhere."""
STANDING = {"woman": "standing woman", "man": "standing man", "child": "running child", "person": "person"}
KIN: tuple[frozenset[str], ...] = tuple(
    frozenset(stem(word) for word in row.split())
    for row in (
        "walk stroll wander march stride hike pace roam go come amble saunter trek approach leave",
        "run race dash jog sprint rush hurry flee chase",
        "jump leap bound",
        "fly soar glide hover swoop circle flutter",
        "dance twirl waltz groove whirl",
        "swim paddle",
        "bike cycle",
        "climb scale",
        "surf",
    )
)
"""Verbs whose picture is the same."""
FACIAL = frozenset(
    stem(word)
    for word in "smile laugh grin cry weep wink blink frown talk speak sing nod kiss blush yawn whisper giggle".split()
)
"""Verbs that are seen in a face."""
GOING = frozenset(
    stem(word)
    for word in "go come arrive leave move pass travel cross approach enter follow return depart visit".split()
)
"""Verbs that leave open how one goes."""
_BIKE = frozenset("bike bicycle bikes cycle".split())
_UNSAID = frozenset("slowly quickly happily gently then now again still almost together both".split())
_TRAVELS = frozenset(stem(word) for row in KIN for word in row) | {"ski", "skat", "row"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """The picture that plays a subject.

    Attributes:
        match: The picture.
        stand_in: Whether it shows something else than was named.
    """

    match: Match
    stand_in: bool


def _verb(action: str) -> str:
    """The stem of the first verb of an action; nothing for none."""
    words = split_words(action)
    verb = next((stem(word) for word in words if word not in _UNSAID), "")
    return "bik" if verb == stem("ride") and _BIKE & set(words) else verb


def _forms(verb: str, lexicon: Lexicon) -> list[str]:
    """The words of known phrases that are forms of a verb, or else of one whose picture is the same."""
    own = sorted(w for w in lexicon.words if w.endswith("ing") and stem(w) == verb)
    kin = next((row for row in KIN if verb in row), frozenset())
    return [*own, *sorted(w for w in lexicon.words if w.endswith("ing") and stem(w) in kin and w not in own)]


def doing(nouns: tuple[str, ...], action: str, lexicon: Lexicon) -> Match | None:
    """The picture of one who does this, such as `walking woman` for `woman` and `walks slowly`; None for none.

    Args:
        nouns: What it may be called, the best name first.
        action: What it does.
        lexicon: The known subjects.
    """
    verb = _verb(action)
    for noun in nouns:
        for form in _forms(verb, lexicon) if verb else ():
            for words in (f"{noun} {form}", f"{form} {noun}"):
                match = lexicon.find(words)
                if match and match.exact and match.length == len(split_words(words)):
                    return match
    return None


def is_going(action: str) -> bool:
    """Whether an action says that something goes somewhere and not how, so that a train drives and a fish swims."""
    return _verb(action) in GOING


def is_facial(action: str) -> bool:
    """Whether an action is seen in a face."""
    return _verb(action) in FACIAL


def figure(subject: SubjectIntent, lexicon: Lexicon, *, close: bool) -> Figure:
    """The picture that plays a subject.

    Args:
        subject: Its words and what it does.
        lexicon: The known subjects.
        close: Whether it is seen from near, so that a person stays a head.
    """
    match = lexicon.match_head(subject.words)
    plain = Figure(match=match, stand_in=not match.exact)
    if close or not match.found or CLOSE.search(subject.words.lower()):
        return Figure(match=_head(match, lexicon), stand_in=plain.stand_in)
    own = " ".join(split_words(subject.words)[match.start : match.start + match.length])
    if match.name not in BUSTS:
        found = doing((own, match.name), subject.action, lexicon)
        kinds = {own.split()[-1], split_words(match.name)[-1]}  # a rising sun is no sunrise
        same_kind = found and kinds & set(split_words(found.name))
        return replace(plain, match=found) if found and same_kind else plain
    nouns = (own, *BUSTS[match.name])
    looked_at = match.name in LOOKED_AT
    found = doing(nouns, subject.action, lexicon)
    if found and (not looked_at or _verb(subject.action) in _TRAVELS):
        return Figure(match=found, stand_in=plain.stand_in or looked_at)
    if looked_at or match.name not in ("person", "man", "woman", "boy", "girl"):
        return plain
    standing = lexicon.find(STANDING[BUSTS[match.name][0]])
    return replace(plain, match=standing) if standing else plain


def _head(match: Match, lexicon: Lexicon) -> Match:
    """The head of a person who is else drawn at full length."""
    heads = {"walking woman": "woman", "standing woman": "woman", "walking man": "man", "standing man": "man"}
    return lexicon.find(heads[match.name]) or match if match.name in heads else match


SEVERAL: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("family|families", ("man", "woman", "child")),
    ("parents|couple|newlyweds|married couple|mum and dad|lovers", ("woman", "man")),
    ("grandparents", ("old woman", "old man")),
    ("children|kids|pupils|schoolchildren|siblings|twins|schoolkids|youngsters", ("child", "child")),
    ("friends|people|persons|humans|everyone|folks|strangers|colleagues|coworkers|neighbours|neighbors|teenagers|"
     "students|passers-by|pedestrians|hikers|tourists|visitors|guests|adults", ("woman", "man")),
    ("women|ladies|girlfriends|mothers|sisters|wives", ("woman", "woman")),
    ("men|guys|gentlemen|fathers|brothers|husbands", ("man", "man")),
    ("girls", ("girl", "girl")),
    ("boys", ("boy", "boy")),
    ("dancers", ("woman dancing", "man dancing")),
    ("runners|joggers", ("woman running", "man running")),
    ("crowd|audience", ("woman", "man", "person")),
)  # fmt: skip
_SEVERAL = tuple((re.compile(rf"\b(?:{words})$"), cast) for words, cast in SEVERAL)
_ONE = re.compile(r"\b(?:friend|person|neighbou?r|colleague|coworker|stranger|hiker|tourist|guest|adult)$")


def people(subjects: list[SubjectIntent], room: int) -> list[SubjectIntent]:
    """The subjects with groups of people as single ones, and with two friends as a woman and a man.

    Args:
        subjects: The subjects of a shot; a group that comes first is dissolved first.
        room: How many can be shown.
    """
    out: list[SubjectIntent] = []
    left = room - len(subjects)
    alike = 0
    for subject in subjects:
        head = subject.words.lower().strip()
        several = next((cast for words, cast in _SEVERAL if words.search(head)), ())
        if several:
            members = several[: 1 + max(left, 0)]
            left -= len(members) - 1
            out += [
                replace(subject, id=f"{subject.id}-{i}" if i else subject.id, words=m) for i, m in enumerate(members)
            ]
        elif _ONE.search(head) and sum(other.words == subject.words for other in subjects) > 1:
            out.append(replace(subject, words=("woman", "man", "woman")[alike % 3]))
            alike += 1
        else:
            out.append(subject)
    return out
