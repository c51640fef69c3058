"""The product's routes and middleware around an echo of what would reach Streamlit."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocket

from portfolio import settings
from portfolio.services import live, passwords
from portfolio.web.app import ROUTES
from portfolio.web.middleware import MIDDLEWARE
from tests.begun import begun, reading_once

MakeClient = Callable[..., TestClient]
Site = Callable[..., TestClient]


async def _echo(request: Request) -> Response:
    return JSONResponse(dict(request.headers))


async def _fail(_: Request) -> Response:
    raise RuntimeError("the password is hunter2")


async def _stream(websocket: WebSocket) -> None:
    await websocket.accept()
    await websocket.send_json(dict(websocket.headers))
    await websocket.close()


@pytest.fixture
def client_of(monkeypatch: pytest.MonkeyPatch) -> Iterator[MakeClient]:
    """Make a client of the product as its settings say: ``client_of(PORTFOLIO_PUBLIC="off")``."""

    def make(**environment: str) -> TestClient:
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        settings.current.cache_clear()
        app = Starlette(
            routes=[
                Route("/_stcore/echo", _echo),
                Route("/_stcore/fail", _fail),
                Route("/_stcore/metrics", _echo),
                Route("/_stcore/agent/openapi.json", _echo),
                WebSocketRoute("/_stcore/stream", _stream),
                *ROUTES,
            ],
            middleware=MIDDLEWARE,
        )
        return TestClient(app, follow_redirects=False)

    yield make
    settings.current.cache_clear()


@pytest.fixture
def client(client_of: MakeClient) -> TestClient:
    """A client of the product as it stands without any setting."""
    return client_of()


@pytest.fixture
def site(
    client_of: MakeClient,
    tmp_path_factory: pytest.TempPathFactory,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Site]:
    """Clients of one portfolio with a store of its own, at the server's machine unless said."""
    monkeypatch.setattr(passwords, "_HASHER", PasswordHasher(1, 64, 1))
    passwords.nobodys.cache_clear()
    live.register.cache_clear()

    def make(
        demonstration: str = "off", public: str = "on", client: str = "127.0.0.1"
    ) -> TestClient:
        if not (tmp_path / "portfolio.db").exists():
            file = begun(tmp_path_factory, demonstration=demonstration == "on")
            shutil.copy(file, tmp_path / "portfolio.db")
        made = client_of(
            PORTFOLIO_DATABASE_URL=f"sqlite:///{tmp_path / 'portfolio.db'}",
            PORTFOLIO_DEMONSTRATION=demonstration,
            PORTFOLIO_PUBLIC=public,
        )
        return TestClient(
            made.app, base_url="http://localhost:8501", client=(client, 1), follow_redirects=False
        )

    with reading_once():
        yield make
    if live.register.cache_info().currsize:
        live.register().database.close()
    live.register.cache_clear()
    passwords.nobodys.cache_clear()
