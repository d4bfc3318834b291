"""Reference pictures with a face: whoever is shown must have consented to the use of that very file.

The look for faces itself happens where pictures can be read; here only its outcome is judged. A picture at which nobody
could look counts as one with a face.
"""

from __future__ import annotations

from collections.abc import Iterator

from policy.document import Document
from policy.refusal import remedy
from policy.types import Code, FaceState, Finding, Verdict

_WHY = {
    FaceState.PRESENT: "Two detectors agree that the reference picture shows a face.",
    FaceState.UNCERTAIN: "The reference picture may show a face.",
    FaceState.UNCHECKED: "Nobody could look for faces in the reference picture, so it is taken to show one.",
}


class ReferenceFace:
    """Asks for each reference picture that shows, or may show, a face. The match is the file's digest."""

    name = "reference_face"

    def find(self, document: Document) -> Iterator[Finding]:
        """One finding for each picture that is not known to be without faces."""
        for number, reference in enumerate(document.references):
            if reference.faces is FaceState.NONE:
                continue
            yield Finding(
                code=Code.REFERENCE_FACE,
                detector=self.name,
                verdict=Verdict.ASK,
                field=f"references[{number}]",
                span=(0, 0),
                matched=reference.sha256,
                why=_WHY[reference.faces],
                remedy=remedy(Code.REFERENCE_FACE),
            )
