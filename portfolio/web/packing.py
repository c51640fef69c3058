"""Streamlit's files packed: once per installation, kept below ``var/``, sent to who unpacks them."""

import gzip
import hashlib
import logging
import os
import re
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

import brotli
import streamlit
from anyio import Path as AsyncPath
from starlette.datastructures import Headers
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from portfolio.settings import ROOT
from portfolio.web import drawing, plain

SOURCES: Final = Path(streamlit.__file__).parent / "static"
STATIC: Final = "static"  # the folder whose names carry a hash of what is inside
FOLDER: Final = ROOT / "var" / "packed"
TYPES: Final = {
    ".js": "text/javascript",
    ".css": "text/css",
    ".svg": "image/svg+xml",
    ".json": "application/json",
}
LEAST_BYTES: Final = 500  # of a smaller file packing gains nothing
# As the best of them comes first: the suffix of a packed file by its content coding.
SUFFIXES: Final = {"br": ".br", "gzip": ".gz"}
# NAME.js.DIGEST.br: a file that was cut, or changed, has another digest than its name says.
PACKED_NAME: Final = re.compile(r"(?P<name>.+)\.(?P<digest>[0-9a-f]{16})\.(?P<suffix>br|gz)")
# The font of every icon, and the one of those in use (data/icons/build.py): 375 and 9 kB.
ALL_ICONS: Final = "/static/media/MaterialSymbols-Rounded."
ICONS: Final = "fonts/icons.woff2"
UNFINISHED: Final = ".unfinished"
_LEFT_BEHIND_SECONDS: Final = 3600
_LEAST_URGENT: Final = 19
logger = logging.getLogger(__name__)


def compress(body: bytes, coding: str) -> bytes:
    """The bytes in a content coding, as small as it gets."""
    if coding == "br":
        return bytes(brotli.compress(body, quality=11))
    return gzip.compress(body, 9, mtime=0)


def version(sources: Path = SOURCES) -> str:
    """The name of what is packed: Streamlit's version, a digest of its files' names and of our change."""
    listed = [f"{path.relative_to(sources)} {path.stat().st_size}" for path in _files(sources)]
    named = "\n".join([*sorted(listed), drawing.PAINTED.decode()])
    digest = hashlib.sha256(named.encode()).hexdigest()
    return f"streamlit-{streamlit.__version__}-{digest[:12]}"


class PackedFiles:
    """Where the packed copies of the files of one installation are, by address and coding.

    Several processes may fill one folder: each file is written aside and moved into its place
    whole, under a name that says what is inside.
    """

    def __init__(self, folder: Path, sources: Path = SOURCES) -> None:
        self.sources = sources
        self.folder = folder / version(sources)
        self.places: dict[str, dict[str, Path]] = {}

    def of(self, address: str) -> dict[str, Path]:
        """The packed copies of an address below the site, by coding; none while there is none."""
        return self.places.get(address, {})

    def fill(self) -> None:
        """Take what is there, and make what is missing: all by gzip first, then by brotli."""
        self.read()
        for coding in ("gzip", "br"):
            for path in _files(self.sources):
                address = self._address(path.relative_to(self.sources))
                if coding not in self.of(address):
                    self._add(path, address, coding)

    def read(self) -> None:
        """Take the files that are whole; remove the others."""
        if not self.folder.is_dir():
            return
        codings = {suffix.lstrip("."): coding for coding, suffix in SUFFIXES.items()}
        for path in self.folder.rglob("*"):
            named = PACKED_NAME.fullmatch(path.name)
            if named and path.is_file() and _digest(path.read_bytes()) == named["digest"]:
                of_source = path.relative_to(self.folder).with_name(named["name"])
                self._put(self._address(of_source), codings[named["suffix"]], path)
            elif named or _is_left_behind(path):
                logger.warning("%s is broken and is made anew", path)
                with suppress(OSError):
                    path.unlink()

    def _add(self, source: Path, address: str, coding: str) -> None:
        packed = compress(drawing.drawn_later(source, source.read_bytes()), coding)
        beside = self.folder / source.relative_to(self.sources)
        place = beside.with_name(f"{source.name}.{_digest(packed)}{SUFFIXES[coding]}")
        place.parent.mkdir(parents=True, exist_ok=True)
        aside = place.with_name(f"{place.name}.{secrets.token_hex(8)}{UNFINISHED}")
        try:
            aside.write_bytes(packed)
            os.replace(aside, place)
        finally:
            aside.unlink(missing_ok=True)
        self._put(address, coding, place)

    def _put(self, address: str, coding: str, place: Path) -> None:
        # A new dictionary: a request may be looking at the one before.
        self.places[address] = {**self.of(address), coding: place}

    @staticmethod
    def _address(relative: Path) -> str:
        return f"/{relative.as_posix()}"


def _files(sources: Path) -> Iterator[Path]:
    """The files worth packing, those of the first page first."""
    page = (sources / "index.html").read_text(encoding="utf-8")
    found = [
        path
        for path in (sources / STATIC).rglob("*")
        if path.suffix in TYPES and path.is_file() and path.stat().st_size > LEAST_BYTES
    ]
    return iter(sorted(found, key=lambda path: (path.name not in page, path.as_posix())))


def _digest(body: bytes) -> str:
    return hashlib.blake2b(body, digest_size=8).hexdigest()


def _is_left_behind(path: Path) -> bool:
    """Whether a file was begun and left by a process that ended; another's is just being written."""
    try:
        age = time.time() - path.stat().st_mtime
    except OSError:
        return False
    return path.name.endswith(UNFINISHED) and age > _LEFT_BEHIND_SECONDS


_shared: Final[list[PackedFiles]] = []


def fill_in_background(folder: Path = FOLDER) -> threading.Thread:
    """Fill the shared files without anybody waiting; until then they are sent as they lie there."""
    thread = threading.Thread(target=_fill, args=(folder,), name="packing", daemon=True)
    thread.start()
    return thread


def _fill(folder: Path) -> None:
    # Readers go first: what packs takes the time nobody wants.
    with suppress(AttributeError, OSError):  # of a thread alone only on Linux
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _LEAST_URGENT)
    try:
        files = PackedFiles(folder)
        _shared[:] = [files]
        files.fill()
    except OSError as problem:
        logger.warning(
            "Streamlit's files are sent unpacked, which takes slow lines four times as long: "
            "%s cannot be written (%s)",
            folder,
            problem,
        )


class PackedStatic:
    """Sends packed copies to who unpacks them; everything else goes on as it came.

    Placed below Identity: a closed portfolio reveals to nobody which files there are.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request, websocket or lifespan."""
        answer: Response | None = None
        if scope["type"] == "http" and scope["method"] in ("GET", "HEAD"):
            answer = _icons(scope) or await _packed_answer(scope)
        await (answer or self.app)(scope, receive, send)


def _icons(scope: Scope) -> Response | None:
    """The way to the font of the icons in use; none where that is broken: Streamlit's own serves."""
    if not scope["path"].startswith(ALL_ICONS) or ICONS not in plain.assets():
        return None
    # Its name changes with Streamlit alone, the icons in use with the product.
    return RedirectResponse(plain.address(ICONS), 307, {"cache-control": "no-cache"})


async def _packed_answer(scope: Scope) -> Response | None:
    if not _shared:
        return None
    places = _shared[0].of(scope["path"])
    headers = Headers(scope=scope)
    coding = next((c for c in SUFFIXES if c in places and plain.accepts(headers, c)), None)
    if coding is None:
        return None
    try:
        body = await AsyncPath(places[coding]).read_bytes()
    except OSError:  # somebody emptied the folder: the file itself is still there
        return None
    return Response(
        body if scope["method"] == "GET" else b"",
        media_type=TYPES[Path(scope["path"]).suffix],
        headers={
            "content-encoding": coding,
            "content-length": str(len(body)),
            # The name carries a hash of what is inside.
            "cache-control": "public, max-age=31536000, immutable",
            "vary": "accept-encoding",
        },
    )
