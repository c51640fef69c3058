"""The pages open in browsers: what was uploaded to one or offered on one goes when it closes."""

import asyncio
from typing import Final

from starlette.types import ASGIApp, Receive, Scope, Send
from streamlit.runtime import Runtime

from portfolio.services import downloads
from portfolio.web import uploads

RESUME_SECONDS: Final = 120  # as long Streamlit keeps a page whose connection broke


class Tabs:
    """Clears up after every page, once its connection is gone for good."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request, websocket or lifespan."""
        try:
            await self.app(scope, receive, send)
        finally:
            if scope["type"] == "websocket":
                asyncio.get_running_loop().call_later(RESUME_SECONDS + 1, sweep)


def sweep() -> None:
    """Drop what belongs to pages that are open no more."""
    uploads.sweep()
    if Runtime.exists():
        for sid, page in downloads.pages():
            if uploads.reader_of(page) != sid:
                downloads.forget(sid, page)


def forget(sid: str) -> None:
    """Drop what belongs to a session that ends."""
    uploads.forget(sid)
    downloads.forget(sid)
