"""How far a render is, on standard error, and only where a person looks at it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from generator.types import Progress, ProgressCallback


@contextmanager
def bar() -> Iterator[ProgressCallback | None]:
    """A callback that moves a bar with stage, shot and the time that is left; None where there is no terminal."""
    from rich.console import Console

    console = Console(stderr=True)
    if not console.is_terminal:
        yield None
        return
    from rich import progress as rich_progress

    columns = (
        rich_progress.TextColumn("{task.description}"),
        rich_progress.BarColumn(),
        rich_progress.TaskProgressColumn(),
        rich_progress.TimeRemainingColumn(compact=True),
    )
    with rich_progress.Progress(*columns, console=console, transient=True) as drawn:
        task = drawn.add_task("load", total=1.0)

        def move(now: Progress) -> None:
            where = f" {now.shot + 1}/{now.n_shots}" if now.n_shots > 1 else ""
            drawn.update(task, completed=now.fraction, description=f"{now.stage}{where}")

        yield move
