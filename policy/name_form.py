"""How names are spelled: the ends of surnames, names of one syllable more, and any name in Latin letters.

Purely a matter of letters: it knows no list and no text around.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from anyascii import anyascii

SURNAME = re.compile(
    r"(?:son|sson|sen|ski|sky|ska|wicz|vich|vic|czyk|ova|eva|enko|chuk|ov|ev|yan|ian|idis|opoulos|akis|escu|oglu|ford|worth"
    r"|field|well|comb|combe|thwaite|berg|stein|mann|bauer|meyer|meier|maier|hoff|ez|es|elli|etti|ini|ucci|ani|awi|uddin|zadeh"
    r"|nen|dottir|sma|stra|ema|huis|veld|quist|strom|lund|gaard|aert|aux|eau|ier|ley|ton|more|man|ster|wood|ridge|shaw|brook"
    r"|oke|osi|ola|unde|ngo|nga|kwu|mba|eze|wala|war|kar|nath|tta|jee|erjee|aran|swamy|ghavan|krishnan|nathan|lingam|wardena|sekara|singhe|tunga|shvili|adze|auskas|iene|hegyi|falvi|owicz|dijk|boezem|nejad|ullah|raj|moto|mura|kawa|shima|saki|yama|gawa)$"
    r"|^(?:mc|mac|fitz|van|von|al|el|ben|abu|ibn|ngu|okon|ode|adey|olu|oyin|chuk|nd|mb|ng)\w{4}|^o[bcdfghklmnrst]\w{3,}(?:ke|an|ly|en|er|ll|or|ey)$"
)
"""How surnames of many languages end, or begin; only asked of words that no table knows."""

SYLLABLES = re.compile(
    r"\b(?:Kim|Lee|Park|Choi|Jung|Jeong|Kang|Cho|Yoon|Jang|Lim|Han|Oh|Seo|Shin|Kwon|Hwang|Ahn|Song|Hong|Moon|Yang|Bae|Baek"
    r"|Heo|Nam|Ryu|Yoo|Jeon|Min|Cha|Joo|Woo|Noh|Ko|Son|Im)\s[A-Z][a-z]{1,5}-?[a-z]{0,6}-[a-z]{2,6}\b"
    r"|\b[A-Z][a-z]{1,5}-[a-z]{2,6}\s(?:Kim|Lee|Park|Choi|Jung|Jeong|Kang|Cho|Yoon|Jang|Lim|Han|Seo|Shin|Kwon|Hwang|Ahn|Bae|Yoo)\b"
    r"|\b(?:Nguy[e\u1ec5]n|Tr[a\u1ea7]n|L\u00ea|Ph[a\u1ea1]m|Ho\u00e0ng|Hu\u1ef3nh|Huynh|V\u0169|V\u00f5|\u0110\u1eb7ng|Dang|B\u00f9i|\u0110\u1ed7|Ng\u00f4|D\u01b0\u01a1ng)"
    r"\s(?:V[a\u0103]n|Th[i\u1ecb]|Ng[o\u1ecd]c|Minh|Thanh|Qu[o\u1ed1]c|[D\u0110][u\u1ee9]c|H[u\u1eef]u|Xu[a\u00e2]n|Thu|Kim|Anh|Ho[a\u00e0]ng|Quang|Tu[a\u1ea5]n|Ph[u\u01b0][o\u01a1]ng)\s[A-Z\u0110]\w+"
    r"|\b(?:nguyen|tran|pham|hoang|huynh|phan|dang|bui|le|vu|vo|do|ngo|duong)\s(?:thi|van|quoc|huu)\s[a-z]{2,}\b"
)
"""Korean given names with a hyphen beside a surname, and Vietnamese names of three parts."""

_LEAST_REST = 4  # letters of the second name in a compound
_COMPOUND_HEADS = (
    "maria mari marie gianni gian giam pier piero jean anne anna ana annie rosa luis luisa jose juan hanne hannah karl "
    "hans heinz ernst lise liese lisa luise marta carl eva ann klaus franz fritz ingrid rose edel bert sieg"
).split()


def composed(word: str, known: Callable[[str], bool]) -> bool:
    """Whether a word is two first names in one, as in Spain, Italy and Germany: "maricarmen", "gianfilippo".

    Args:
        word: A plain word.
        known: Tells first names.
    """
    return any(
        word.startswith(head) and len(word) - len(head) >= _LEAST_REST and known(word[len(head) :])
        for head in _COMPOUND_HEADS
    )


KOREAN = frozenset(
    "kim lee park choi jung jeong kang cho yoon jang lim han oh seo shin kwon hwang ahn song hong moon yang bae baek "
    "heo nam ryu yoo jeon min cha joo woo noh ko son im".split()
)
VIETNAMESE = frozenset("nguyen tran le pham hoang huynh vu vo dang bui do ngo duong".split())
BEYOND_WORDS = re.compile(r"['*](?=[A-Z\u0110])|[^\w\x00-\x7f]")
"""Without one of these signs such a name has one of those surnames as a word; a look at the words is quicker."""


@lru_cache(maxsize=4096)
def latin(word: str) -> str:
    """A word in Latin letters, so that one table of names serves every script.

    Args:
        word: A plain word.
    """
    if word.isascii():
        return word
    return re.sub("[^a-z]", "", anyascii(word).lower())
