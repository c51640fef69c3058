"""Files of a page's reader: uploads, downloads, and tabs whose files go when they close."""

import asyncio
import html
import logging
import re
from typing import Final
from urllib.parse import quote

from anyio import to_thread
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.runtime import Runtime

from portfolio.exchange import max_upload_bytes
from portfolio.services import sessions
from portfolio.services.access import PERMITTED, TAKES_FILES
from portfolio.text.words import Translator
from portfolio.web import identity, plain

PATH: Final = re.compile(r"_stcore/upload_file(?:/(?P<page>[^/]*)/(?P<file>[^/]*))?")
UPLOADERS: Final = frozenset(duty.word for name in TAKES_FILES for duty in PERMITTED[name])
MAX_FILES: Final = 4  # that one session may have here at a time
FRAMING_BYTES: Final = 100_000  # what a form adds around the file it carries
MAX_FILE_BYTES: Final = max_upload_bytes() + FRAMING_BYTES

SANDBOX: Final = "default-src 'none'; frame-ancestors 'none'; sandbox"  # of what others wrote

Upload = tuple[str, str]  # the page it is for, the file's own id
_sessions: Final[dict[Upload, str]] = {}  # whose each file is: the session's digest
logger = logging.getLogger(__name__)


class Uploads:
    """Lets an upload through to Streamlit where its reader may give files and owns the page.

    Streamlit itself accepts files from anybody who knows any page's id. Placed below
    Identity, which identifies the reader. At most MAX_FILES of MAX_FILE_BYTES each for one
    session, however many pages it has open; they go with the session.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request, websocket or lifespan."""
        found = PATH.search(scope["path"]) if scope["type"] == "http" else None
        if found is None:
            await self.app(scope, receive, send)
            return
        upload = (found["page"] or "", found["file"] or "")
        status = _refusal(scope, upload)
        if status:
            logger.warning("upload refused: %s", status)
            await PlainTextResponse("Refused", status)(scope, receive, send)
        elif scope["method"] == "PUT":
            await self._put(scope, receive, send, upload)
        else:
            _sessions.pop(upload, None)
            await self.app(scope, receive, send)

    async def _put(self, scope: Scope, receive: Receive, send: Send, upload: Upload) -> None:
        # Counted before a byte of it is read: of many sent at once no more than may be here are.
        _sessions[upload] = _told(scope, "sid")
        is_stored = False

        async def send_and_see(message: Message) -> None:
            nonlocal is_stored
            if message["type"] == "http.response.start":
                is_stored = message["status"] < 300
            await send(message)

        try:
            await self.app(scope, receive, send_and_see)
        finally:
            if not is_stored:
                _sessions.pop(upload, None)
            elif reader_of(upload[0]) != _sessions.get(upload):
                # The page, or its session, was gone before the last byte came.
                _drop(upload)


def forget_upload(sid: str) -> None:
    """Drop the files of a session that ends."""
    for upload in [upload for upload, owner in _sessions.items() if owner == sid]:
        _drop(upload)


def sweep_uploads() -> None:
    """Drop the files of pages that are open no more."""
    for upload in [upload for upload in _sessions if not reader_of(upload[0])]:
        _drop(upload)


def reader_of(page: str) -> str:
    """The digest of the session a page was opened with, "" for no open page."""
    client = Runtime.instance().get_client(page) if Runtime.exists() else None
    context = client.client_context if client else None
    return dict(context.headers).get("x-rp-sid", "") if context else ""


def _refusal(scope: Scope, upload: Upload) -> int:
    """The status a request is refused with, 0 where it may pass."""
    sid = _told(scope, "sid")
    if scope["method"] not in ("PUT", "DELETE"):
        return 405
    if _told(scope, "role") not in UPLOADERS or not identity.is_own(scope):
        return 403
    # The answer does not reveal whether another reader's page exists.
    if not sid or reader_of(upload[0]) != sid:
        return 403
    if scope["method"] == "DELETE":
        return 0
    length = Headers(scope=scope).get("content-length", "")
    if not (length.isascii() and length.isdigit()):
        return 411
    if int(length) > MAX_FILE_BYTES:
        return 413
    others = sum(owner == sid for mine, owner in _sessions.items() if mine != upload)
    return 429 if others >= MAX_FILES or upload in _sessions else 0


def _drop(upload: Upload) -> None:
    _sessions.pop(upload, None)
    if Runtime.exists():
        Runtime.instance().uploaded_file_mgr.remove_session_files(upload[0])


def _told(scope: Scope, name: str) -> str:
    """Header in which Identity names the reader."""
    return Headers(scope=scope).get(f"x-rp-{name}", "")


RESUME_SECONDS: Final = 120  # as long as Streamlit keeps a page whose connection broke


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
                asyncio.get_running_loop().call_later(RESUME_SECONDS + 1, sweep_tabs)


def sweep_tabs() -> None:
    """Drop the files of pages that are no longer open."""
    sweep_uploads()
    if Runtime.exists():
        for sid, page in sessions.pages():
            if reader_of(page) != sid:
                sessions.forget(sid, page)


def forget_tab(sid: str) -> None:
    """Drop the files of a session that ends."""
    forget_upload(sid)
    sessions.forget(sid)


async def answer(request: Request) -> Response:
    """File of an address, for the session and the role it was offered to, else a page in words.

    The reader is identified for this very request: an address that was passed on, or is used after
    signing out, opens nothing.
    """
    told = request.headers
    found = sessions.find(
        request.path_params["token"], told.get("x-rp-sid", ""), told.get("x-rp-role", "")
    )
    file_format = found.file_format(request.path_params["extension"]) if found else None
    if found is None or file_format is None:
        words = Translator(plain.of_request(request.scope))
        body = f"<p>{html.escape(words('web.no_file.body'))}</p>"
        return plain.document(request, words, words("web.no_file.title"), body, status=404)
    data = await to_thread.run_sync(found.files[file_format])
    name = disposition(file_format.file_name(found.stem))
    headers = {"content-disposition": name, "cache-control": "no-store"}
    return Response(data, media_type=file_format.media_type, headers=headers)


def disposition(file_name: str) -> str:
    """Value of the header that has a file saved under its name, and never shown or run.

    RFC 6266: browsers use the second name, which may be in any language.
    """
    ascii_name = re.sub(r"[^A-Za-z0-9._-]", "_", file_name)
    names = f"filename=\"{ascii_name}\"; filename*=UTF-8''{quote(file_name, safe='')}"
    return f"attachment; {names}"
