"""The product's routes and middleware around an echo of what would reach Streamlit."""

from collections.abc import Callable, Iterator

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocket

from portfolio import settings
from portfolio.web import shell
from portfolio.web.headers import SecurityHeaders
from portfolio.web.identity import Identity
from portfolio.web.routes import ROUTES

MakeClient = Callable[..., TestClient]


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
            middleware=[Middleware(SecurityHeaders, page=shell.index()), Middleware(Identity)],
        )
        return TestClient(app, follow_redirects=False)

    yield make
    settings.current.cache_clear()


@pytest.fixture
def client(client_of: MakeClient) -> TestClient:
    """A client of the product as it stands without any setting."""
    return client_of()
