"""Streamlit's lists made to match words: one script of Streamlit's, served with its filter replaced.

Streamlit matches letters in their order ("italy" finds *Illustrative national authority*) or any part
of a label with its accents; neither may choose what stands in a record.
"""

import gzip
import hashlib
import re
from dataclasses import dataclass
from functools import cache
from typing import Final

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from portfolio.web import assets, shell

SCRIPTS: Final = shell.INDEX.parent / "static" / "js"
NAME: Final = "useSyncComboBoxEnterTargetFocus.*.js"
MATCHING: Final = assets.FOLDER / "lists" / "matching.js"
# The head of the filter: (options, typed, mode), and the enumeration of modes.
FILTER: Final = re.compile(
    r"function \w+\((?P<options>\w+),(?P<typed>\w+),(?P<mode>\w+)\)\{if\(!(?P=typed)\|\|(?P=mode)==="
    r"(?P<modes>\w+\.SelectWidgetFilterMode)\.FILTER_MODE_NONE\)return (?P=options);"
)


@dataclass(frozen=True, slots=True)
class Script:
    """The script as it is served: where, its text packed and unpacked, its version."""

    path: str
    body: bytes
    gzip_bytes: bytes
    etag: str


@cache
def script() -> Script:
    """Streamlit's script with our filter; raises StreamlitChanged where it has no such part."""
    files = list(SCRIPTS.glob(NAME))
    text = files[0].read_text() if len(files) == 1 else ""
    found = FILTER.search(text)
    if found is None:
        raise shell.NewStreamlitPage(f"{SCRIPTS} has no filter of lists in {NAME}")
    ours = "if({mode}==={modes}.FILTER_MODE_CONTAINS)return rpMatching({options},{typed});"
    replaced = text[: found.end()] + ours.format(**found.groupdict()) + text[found.end() :]
    body = f"{MATCHING.read_text()}{replaced}".encode()
    etag = f'W/"{hashlib.sha256(body).hexdigest()[:16]}"'
    return Script(f"/static/js/{files[0].name}", body, gzip.compress(body, 9, mtime=0), etag)


class WordLists:
    """Answers for the one script; everything else goes on to Streamlit."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.script = script()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request, websocket or lifespan."""
        if scope["type"] != "http" or scope["path"] != self.script.path:
            await self.app(scope, receive, send)
            return
        await self._answer(Headers(scope=scope))(scope, receive, send)

    def _answer(self, session: Headers) -> Response:
        # Its name is Streamlit's, which changes with Streamlit alone: browsers ask again each time.
        headers = {
            "etag": self.script.etag,
            "cache-control": "no-cache",
            "vary": "accept-encoding",
        }
        if self.script.etag in session.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        if assets.accepts_gzip(session):
            headers["content-encoding"] = "gzip"
            return Response(self.script.gzip_bytes, media_type="text/javascript", headers=headers)
        return Response(self.script.body, media_type="text/javascript", headers=headers)
