"""What stands after a command: the arguments and options that several commands share.

All are taken as typed. `brief` turns them into values, so that a bad one is told in the same words everywhere.
"""

from __future__ import annotations

from typing import Annotated

import typer

Request = Annotated[str, typer.Argument(metavar="REQUEST", help="What to show, in plain words.", show_default=False)]
Duration = Annotated[str | None, typer.Option(metavar="SECONDS", help="Length of the clip, 1 to 60.")]
Aspect = Annotated[str | None, typer.Option(metavar="1:1|16:9|9:16", help="Shape of the picture.")]
Size = Annotated[str | None, typer.Option(metavar="WxH", help="Size in pixels, e.g. 512x512; wins over --aspect.")]
Fps = Annotated[str | None, typer.Option(metavar="N", help="Frames a second, 1 to 60; 24 when left out.")]
Style = Annotated[str | None, typer.Option(metavar="WORDS", help="Style words, e.g. 'flat, playful'.")]
Seed = Annotated[str | None, typer.Option(metavar="N", help="Another number gives another clip of the same request.")]
Grade = Annotated[str | None, typer.Option("--quality", metavar="draft|standard|fine", help="Time spent on a shot.")]
Model = Annotated[str | None, typer.Option(metavar="NAME|FOLDER", help="flipbook, or a local diffusers folder.")]
Invented = Annotated[
    list[str] | None, typer.Option(metavar="NAME", help="A name of an invented character; repeatable.")
]
Requester = Annotated[str | None, typer.Option(metavar="KEY", help="Who asks; consents may depend on it.")]
Group = Annotated[list[str] | None, typer.Option(metavar="NAME", help="A group of the one who asks; repeatable.")]
Use = Annotated[
    str | None, typer.Option(metavar="USE", help="personal (default), editorial, advertising, political or satire.")
]
Territory = Annotated[str | None, typer.Option(metavar="CC", help="Where it will be shown, e.g. DE.")]
Reference = Annotated[
    list[str] | None,
    typer.Option(
        metavar="FILE[=NAME|=background]",
        help="A picture that becomes the subject called NAME (else the first one), or the background; repeatable.",
    ),
]
Keep = Annotated[
    str | None,
    typer.Option(
        metavar="FILE[=LAYERS]",
        help="Stored layers that stay: 'subjects' when left out, or some of background, subject1, motion and so on; "
        "with a minus before each, all others stay.",
    ),
]
Extend = Annotated[str | None, typer.Option(metavar="FILE", help="Go on where the stored shot ended.")]
SaveLayers = Annotated[
    str | None, typer.Option(metavar="FILE", help="Store the layers of the last shot, ending in .safetensors.")
]
MotionFrom = Annotated[
    str | None, typer.Option(metavar="VIDEO[=NAME]", help="Move as this video does; nothing of its look is used.")
]
Camera = Annotated[
    str | None,
    typer.Option(metavar="POSES", help="A camera path, seconds:x,y,zoom[,roll], e.g. '0:0,0,1.0 2:0.3,0,1.4'."),
]
Label = Annotated[
    list[str] | None, typer.Option(metavar="LANG", help="Language of the visible label, e.g. de; repeatable.")
]
LabelStyle = Annotated[str | None, typer.Option(metavar="text|icon|both", help="How the visible label looks.")]
LabelCorner = Annotated[str | None, typer.Option(metavar="lower-right|lower-left", help="Where it stands.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON on standard output.")]
