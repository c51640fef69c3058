"""Scripts of Streamlit's that are served with a part replaced: the filter of lists, the links of pages.

Streamlit matches letters in their order ("italy" finds *Illustrative national authority*) or any part
of a label with its accents; neither may choose what stands in a record. Its link to a page has an
address relative to the page one is on, so that the summary's leads nowhere else, and takes every click
for itself, also one that asks the browser for a new tab.
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

from portfolio.web import plain, shell

SCRIPTS: Final = shell.INDEX.parent / "static" / "js"
LISTS: Final = "useSyncComboBoxEnterTargetFocus.*.js"
MATCHING: Final = plain.FOLDER / "lists" / "matching.js"
# The head of the filter: (options, typed, mode), and the enumeration of modes.
FILTER: Final = re.compile(
    r"function \w+\((?P<options>\w+),(?P<typed>\w+),(?P<mode>\w+)\)\{if\(!(?P=typed)\|\|(?P=mode)==="
    r"(?P<modes>\w+\.SelectWidgetFilterMode)\.FILTER_MODE_NONE\)return (?P=options);"
)
LINKS: Final = "PageLink.*.js"
# Where the address of a link begins, and what a click on one does: the page link and its click.
ADDRESS: Final = re.compile(r"let \w+=(?P<link>\w+)\.page;(?=if\((?P=link)\.queryString\))")
CLICK: Final = re.compile(
    r"(?<==>\{)(?=\w+\.external\?(?P<disabled>\w+)&&(?P<click>\w+)\.preventDefault\(\):"
    r"\((?P=click)\.preventDefault\(\),)"
)
# What the browser itself answers, with a new tab or a download: never a link that is disabled.
BROWSERS_OWN: Final = (
    "if(!{disabled}&&({click}.ctrlKey||{click}.metaKey||{click}.shiftKey||{click}.altKey))return;"
)


@dataclass(frozen=True, slots=True)
class Script:
    """A script as it is served: where, its text packed and unpacked, its version."""

    path: str
    body: bytes
    gzip_bytes: bytes
    etag: str


def _own(name: str) -> tuple[str, str]:
    """(file name, text) of the one script of Streamlit's of this kind."""
    files = list(SCRIPTS.glob(name))
    if len(files) != 1:
        raise shell.NewStreamlitPage(f"{SCRIPTS} has no {name}")
    return files[0].name, files[0].read_text()


def _part(pattern: re.Pattern[str], name: str, text: str) -> re.Match[str]:
    found = pattern.search(text)
    if found is None:
        raise shell.NewStreamlitPage(f"{SCRIPTS / name} has no {pattern.pattern}")
    return found


def _served(name: str, text: str) -> Script:
    body = text.encode()
    etag = f'W/"{hashlib.sha256(body).hexdigest()[:16]}"'
    return Script(f"/static/js/{name}", body, gzip.compress(body, 9, mtime=0), etag)


@cache
def lists() -> Script:
    """Streamlit's script with our filter; raises StreamlitChanged where it has no such part."""
    name, text = _own(LISTS)
    found = _part(FILTER, name, text)
    ours = "if({mode}==={modes}.FILTER_MODE_CONTAINS)return rpMatching({options},{typed});"
    replaced = text[: found.end()] + ours.format(**found.groupdict()) + text[found.end() :]
    return _served(name, f"{MATCHING.read_text()}{replaced}")


@cache
def links() -> Script:
    """Streamlit's links with whole paths, which leave to the browser what is asked of it."""
    name, text = _own(LINKS)
    start = _part(ADDRESS, name, text)
    whole = '{0}.external||({1}="/"+{1});'.format(start["link"], start[0][4:].split("=")[0])
    text = text[: start.end()] + whole + text[start.end() :]
    click = _part(CLICK, name, text)
    ours = BROWSERS_OWN.format(**click.groupdict())
    return _served(name, text[: click.end()] + ours + text[click.end() :])


class ServedScripts:
    """Answers for these scripts; everything else goes on to Streamlit."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.scripts = {script.path: script for script in (lists(), links())}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request, websocket or lifespan."""
        script = self.scripts.get(scope["path"]) if scope["type"] == "http" else None
        if script is None:
            await self.app(scope, receive, send)
            return
        await self._answer(script, Headers(scope=scope))(scope, receive, send)

    def _answer(self, script: Script, session: Headers) -> Response:
        # Its name is Streamlit's, which changes with Streamlit alone: browsers ask again each time.
        headers = {
            "etag": script.etag,
            "cache-control": "no-cache",
            "vary": "accept-encoding",
        }
        if script.etag in session.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        if plain.accepts_gzip(session):
            headers["content-encoding"] = "gzip"
            return Response(script.gzip_bytes, media_type="text/javascript", headers=headers)
        return Response(script.body, media_type="text/javascript", headers=headers)
