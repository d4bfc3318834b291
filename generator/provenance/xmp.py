"""The XMP packet of a clip (ISO 16684-1): what it is, in fields that software without C2PA reads.

IPTC Photo Metadata 2025.1: digital source type, AI system used and its version. GB 45438-2025: the `AIGC` field, a JSON
text in the namespace of TC260. The packet goes into the clip before it is signed, so that the signature covers it.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import datetime
from html import unescape
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from generator.errors import VerifyError
from generator.provenance.container import XMP_UUID, append_user_box, user_content

TRAINED_ALGORITHMIC_MEDIA = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"
COMPOSITE_SYNTHETIC = "http://cv.iptc.org/newscodes/digitalsourcetype/compositeSynthetic"

_NAMESPACES = {
    "dc": "http://purl.org/dc/elements/1.1/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "xmpMM": "http://ns.adobe.com/xap/1.0/mm/",
    "Iptc4xmpCore": "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/",
    "Iptc4xmpExt": "http://iptc.org/std/Iptc4xmpExt/2008-02-29/",
    "TC260": "http://www.tc260.org.cn/ns/AIGC/1.0/",
}
_PACKET_ID = "W5M0MpCehiHzreSzNTczkc9d"  # the same in every packet, ISO 16684-1


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """What the packet says.

    Attributes:
        clip_id: The clip's own id.
        source_type: IPTC term for how the content came to be.
        system: The system that generated it.
        system_version: Its version and that of its weights.
        producer: Who is named as the producer in the `AIGC` field.
        created_at: When, aware.
        description: What is said to whoever cannot see the label.
    """

    clip_id: str
    source_type: str
    system: str
    system_version: str
    producer: str
    created_at: datetime
    description: str


def write(path: Path, metadata: Metadata) -> None:
    """Put the packet into an MP4 file that nobody can see yet.

    Raises:
        OSError: The file cannot be written.
    """
    append_user_box(path, XMP_UUID, packet(metadata))


def packet(metadata: Metadata) -> bytes:
    """The packet as it stands in the file."""
    aigc = {
        "Label": "1",  # is generated; 2 would be "may be", 3 "is suspected to be"
        "ContentProducer": metadata.producer,
        "ProduceID": metadata.clip_id,
        "ReservedCode1": "",
        "ContentPropagator": "",
        "PropagateID": "",
        "ReservedCode2": "",
    }
    fields = {
        "xmp:CreatorTool": f"{metadata.system} {metadata.system_version}",
        "xmp:CreateDate": metadata.created_at.isoformat(timespec="seconds"),
        "xmpMM:DocumentID": metadata.clip_id,
        "Iptc4xmpExt:DigitalSourceType": metadata.source_type,
        "Iptc4xmpExt:AISystemUsed": metadata.system,
        "Iptc4xmpExt:AISystemVersionUsed": metadata.system_version,
        "TC260:AIGC": json.dumps(aigc, ensure_ascii=False, separators=(",", ":")),
    }
    spaces = " ".join(f"xmlns:{prefix}={quoteattr(uri)}" for prefix, uri in _NAMESPACES.items())
    simple = "".join(f"<{name}>{escape(value)}</{name}>" for name, value in fields.items())
    spoken = "".join(
        f'<{name}><rdf:Alt><rdf:li xml:lang="x-default">{escape(metadata.description)}</rdf:li></rdf:Alt></{name}>'
        for name in ("dc:description", "Iptc4xmpCore:AltTextAccessibility")
    )
    body = (
        f'<?xpacket begin="\ufeff" id="{_PACKET_ID}"?><x:xmpmeta xmlns:x="adobe:ns:meta/">'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        f'<rdf:Description rdf:about="" {spaces}>{simple}{spoken}</rdf:Description></rdf:RDF></x:xmpmeta>'
        '<?xpacket end="r"?>'
    )
    return body.encode()


def says(path: Path) -> dict[str, str]:
    """The fields about generation in an MP4 file's packet, by their names; empty where there is none.

    The packet is searched as text and never parsed as XML, since a file of any origin may hold anything.

    Args:
        path: The file.

    Raises:
        OSError: The file cannot be read.
    """
    try:
        packets = user_content(path, XMP_UUID)
    except VerifyError:
        return {}
    found: dict[str, str] = {}
    for text in (content.decode("utf-8", "replace") for content in packets):
        for name in ("DigitalSourceType", "AISystemUsed", "AISystemVersionUsed", "AIGC", "DocumentID"):
            match = re.search(rf"\b\w+:{name}(?:>([^<]*)<|=\"([^\"]*)\")", text)
            if match:
                found.setdefault(name, unescape(match[1] if match[1] is not None else match[2]))
    return found
