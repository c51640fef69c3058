"""What is answered where Streamlit has no such file of its own: that there is none."""

from pathlib import Path
from typing import Final

import streamlit
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from portfolio.web import plain

STATIC: Final = "/static/"
FOLDER: Final = (Path(streamlit.__file__).parent / "static").resolve()


class MissingFiles:
    """Answers 404 for a file of Streamlit's that is none; Streamlit would send its page instead.

    Placed below Identity: a closed portfolio says to nobody which files there are.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request, websocket or lifespan."""
        if scope["type"] == "http" and _is_missing(scope["path"]):
            nowhere = await plain.not_found(Request(scope))
            await nowhere(scope, receive, send)
        else:
            await self.app(scope, receive, send)


def _is_missing(path: str) -> bool:
    if not path.startswith(STATIC):
        return False
    file = (FOLDER / path.lstrip("/")).resolve()
    return not (file.is_relative_to(FOLDER) and file.is_file())
