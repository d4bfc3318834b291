"""What every scenario needs and takes a second to make, made once before a process is forked into several.

A request is planned and judged in an installation of its own, which is deleted; what stays is what the program keeps
for itself in any case: modules, patterns, lists of names, prepared statements. Nothing is rendered, because encoders
and libraries of pictures may begin threads, which a forked process would lack.
"""

from __future__ import annotations

import importlib
from contextlib import suppress

from agent_tools.converse.format import Generator
from agent_tools.converse.generator import model
from agent_tools.converse.home import HomeTemplate
from agent_tools.converse.world import World, WorldOptions
from agent_tools.job.view import Approve
from agent_tools.reply import FAULTS
from agent_tools.schema import Brief

_REQUEST = "a red fox runs across a snowy field, camera panning right"
_BY_EAR = "Gretta Tunberk and lewishamliton wave"
"""Calls for the tables of names by their sound and by their letters, which are made when a text first needs them."""

_LATER = ("generator.render", "generator.preview", "agent_tools.casting", "agent_tools.converse.measure")
"""Modules that are otherwise loaded by the first clip."""


def rehearse(homes: HomeTemplate) -> None:
    """Make it. Where the settings of the installation do not allow that, each scenario says so by itself.

    Args:
        homes: Makes the home in which this is done.
    """
    for name in _LATER:
        importlib.import_module(name)
    with suppress(ModuleNotFoundError):  # FFmpeg measures clips where it is not installed
        importlib.import_module("av")
    with suppress(*FAULTS):
        model(Generator.STUB.value)
        with World(homes.home(), WorldOptions()) as world:
            job = world.desk.submit(Brief(request=_REQUEST), approve=Approve.ALWAYS)
            world.settle()
            world.desk.cancel(job.id)
            for request in (_REQUEST, _BY_EAR):
                world.desk.service.check(request)
