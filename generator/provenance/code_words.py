"""The codes of a credential in plain words. An unknown signer is no sign of tampering, and is never told as one."""

from __future__ import annotations

_WORDS = {
    "signingCredential.untrusted": "The signature is whole; whoever signed is not known on this machine.",
    "signingCredential.expired": "The signer's certificate had expired, and no time-stamp shows that it signed before.",
    "signingCredential.invalid": "The signer's certificate may not be used to sign content.",
    "signingCredential.ocsp.revoked": "The signer's certificate was revoked.",
    "claimSignature.mismatch": "The signature does not belong to this credential: it was changed or replaced.",
    "claimSignature.missing": "The credential holds no signature.",
    "claimSignature.outsideValidity": "It was signed at a time at which the signer's certificate was not valid.",
    "assertion.bmffHash.mismatch": "The video was changed after it was signed.",
    "assertion.dataHash.mismatch": "The file was changed after it was signed.",
    "assertion.hashedURI.mismatch": "A statement inside the credential was changed after it was signed.",
    "assertion.missing": "A statement that the credential names is not in it.",
    "assertion.bmffHash.malformed": "The part of the credential that ties it to the video is damaged.",
    "ingredient.manifest.mismatch": "The credential of something that the clip was made from was changed.",
    "timeStamp.mismatch": "The time-stamp belongs to something else.",
    "timeStamp.untrusted": "Whoever gave the time-stamp is not known on this machine.",
    "manifest.unreadable": "There is a credential, and it is damaged so that it cannot be read.",
    "manifest.multiple": "The file holds more than one credential, so none of them can speak for it.",
    "manifest.copied": "The credential is that of another file.",
    "org.reelwright.container.mismatch": "Bytes of the clip that no signature covers were changed after it was signed.",
    "org.reelwright.digest.mismatch": "The bytes differ from those of the clip that is on record here.",
}
_FAMILIES = {
    "assertion.": "A statement inside the credential does not hold.",
    "claim.": "The claim of the credential is damaged.",
    "claimSignature.": "The signature of the credential does not hold.",
    "signingCredential.": "The signer's certificate does not hold.",
    "ingredient.": "The credential of something that the clip was made from does not hold.",
    "timeStamp.": "The time-stamp of the credential does not hold.",
    "manifest.": "The credential is not as it should be.",
}


def in_words(code: str) -> str:
    """One sentence for a code of C2PA or of ours.

    Args:
        code: The code.
    """
    if code in _WORDS:
        return _WORDS[code]
    family = next((words for start, words in _FAMILIES.items() if code.startswith(start)), None)
    return family or "The credential could not be checked wholly."
