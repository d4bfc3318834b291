"""Whether a person said yes or no in their own words. What is neither, or both, is no answer."""

from __future__ import annotations

import re
import unicodedata


def _phrases(lines: str) -> frozenset[str]:
    return frozenset(phrase.strip() for phrase in re.split(r"[;\n]", lines) if phrase.strip())


_YES = _phrases(
    """
    yes; y; yep; yeah; yup; sure; ok; okay; go; go ahead; go on; do it; please; please do; make it; render it; approve
    approved; i approve; accept; accepted; agreed; i agree; correct; right; exactly; that is right; thats right
    sounds good; looks good; fine; perfect; invented; its invented; it is invented; theyre invented; they are invented
    he is invented; she is invented; yes it is; yes they are; yes he is; yes she is
    ja; ja bitte; genau; oui; daccord; sí; si; vale; de acuerdo; sim; certo; va bene; tak; ano; da; да; evet; tamam
    हाँ; हां; 是; 是的; 好; 好的; はい; 네; 예
    """
)
_NO = _phrases(
    """
    no; n; nope; nah; no thanks; no thank you; stop; cancel; cancel it; dont; do not; dont do it; reject; rejected
    decline; never mind; nevermind; wrong; not invented; it is not invented; they are not invented; its real
    they are real; he is real; she is real; no it is not; no it isnt
    nein; nein danke; non; não; nao; nie; ne; нет; hayır; hayir; لا; नहीं; 不; 不是; 不要; いいえ; 아니요; 아니오
    """
)
_PAUSE = re.compile(r"[.,;!?…\n。、！？]+")


def answer_in(text: str) -> bool | None:
    """What a person answered.

    Args:
        text: Their whole message, as typed.

    Returns:
        True for yes, False for no, None when any part of it is something else.
    """
    parts = [_bare(part) for part in _PAUSE.split(text)]
    said = {True if part in _YES else False if part in _NO else None for part in parts if part}
    return said.pop() if len(said) == 1 else None


def holds(text: str, question: str) -> bool:
    """Whether a message puts a question word for word, whatever its marks and line ends.

    Args:
        text: The message.
        question: The question.
    """
    return bool(_bare(question)) and _bare(question) in _bare(text)


def _bare(text: str) -> str:
    """The words alone: no punctuation, no symbols, no capitals."""
    kept = "".join(sign for sign in text.casefold() if unicodedata.category(sign)[0] not in "PS")
    return " ".join(kept.split())
