"""Forms of English words, as far as their endings tell: the singular of a noun, the stem of a verb."""

from __future__ import annotations

from functools import cache

_IRREGULAR_STEMS: dict[str, str] = {
    form: verb
    for row in """
ran:run swam,swum:swim flew,flown:fly fell,fallen:fall rose,risen:rise sang,sung:sing sat:sit stood:stand slept:sleep
woke,woken:wake ate,eaten:eat drank,drunk:drink drove,driven:drive rode,ridden:ride came:come went,gone,goes:go
shone:shine shot:shoot swung:swing threw,thrown:throw built:build broke,broken:break grew,grown:grow began,begun:begin
blew,blown:blow crept:creep drew,drawn:draw dug:dig froze,frozen:freeze gave,given:give hid,hidden:hide hung:hang
kept:keep leapt:leap lit:light met:meet rang,rung:ring sank,sunk:sink sent:send shook,shaken:shake shrank,shrunk:shrink
slid:slide spun:spin sprang,sprung:spring struck,stricken:strike swept:sweep became:become spoke,spoken:speak
turned:turn got:get made:make wept:weep won:win wore,worn:wear tore,torn:tear lay,lain:lie lying:lie dying:die
""".split()
    for forms, verb in [row.split(":")]
    for form in forms.split(",")
}
_VOWELS = frozenset("aeiouy")


def singular(word: str) -> str:
    """A plain plural without its ending; other words as they are."""
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("ches", "shes", "xes", "sses", "zes")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > 3 else word


@cache
def stem(word: str) -> str:
    """What the forms of a verb have in common: `dance`, `dances`, `dancing` and `danced` all give `danc`.

    It is a key to compare by and no word; nouns get one too, as `leaves` and `leave` do.

    Args:
        word: One lower-case word.
    """
    root = _IRREGULAR_STEMS.get(word, word)
    for ending in ("ing", "ed"):
        bare = root.removesuffix(ending)
        if bare != root and len(bare) > 1 and _VOWELS & set(bare):
            return _trimmed(bare)
    return _trimmed(_without_s(root))


def _without_s(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("ches", "shes", "xes", "sses", "zes")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > 2 else word


def _trimmed(bare: str) -> str:
    """Without a doubled last consonant or a silent e, and with y as i, so that all forms end alike."""
    if len(bare) > 2 and bare[-1] == bare[-2] and bare[-1] not in "aeiou":
        bare = bare[:-1]
    if bare.endswith("e") and len(bare) > 2:
        bare = bare[:-1]
    return bare[:-1] + "i" if bare.endswith("y") and len(bare) > 2 else bare
