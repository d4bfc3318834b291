"""An application over a desk in memory, asked as a browser on this machine would ask it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from agent_tools.http.app import create_app
from agent_tools.http.key import ApiKeys
from agent_tools.http.option import HttpOptions
from agent_tools.service import ClipService
from agent_tools.settings import Settings
from tests.agent_tools.http.desk import MemoryDesk
from tests.agent_tools.service_double import prepare

LOCAL = ("127.0.0.1", 50_000)
BASE = "http://127.0.0.1:8000"


@pytest.fixture
def desk(settings: Settings, tmp_path: Path) -> Iterator[MemoryDesk]:
    prepare(settings)
    with ClipService.open(settings) as service:
        yield MemoryDesk(service, tmp_path)


@pytest.fixture
def page_dir(tmp_path: Path) -> Path:
    folder = tmp_path / "page"
    folder.mkdir()
    (folder / "index.html").write_text("<!doctype html><title>Reelwright</title>")
    (folder / "app.js").write_text("export {}")
    (folder / "reelwright-clip.js").write_text("export {}")
    (folder / "__init__.py").write_text("secret = 1")
    (folder / ".hidden.js").write_text("secret")
    return folder


@pytest.fixture
def make_app(desk: MemoryDesk, settings: Settings, page_dir: Path) -> Callable[..., FastAPI]:
    def make(**changed: object) -> FastAPI:
        return create_app(desk, settings=settings, options=HttpOptions(**changed), page_dir=page_dir)

    return make


@pytest.fixture
def app(make_app: Callable[..., FastAPI]) -> FastAPI:
    return make_app()


@pytest.fixture
def client(app: FastAPI) -> Iterator[TestClient]:
    with TestClient(app, base_url=BASE, client=LOCAL) as opened:
        yield opened


@pytest.fixture
def keys(settings: Settings, desk: MemoryDesk) -> Iterator[ApiKeys]:
    with ApiKeys.open(settings) as opened:
        yield opened


def bearer(words: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {words}"}
