"""The files pages are dressed with, kept in memory: style sheets, scripts, fonts, boundaries."""

import gzip
import hashlib
import mimetypes
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from portfolio.settings import current

FOLDER: Final = Path(__file__).parent / "assets"
BOUNDARIES: Final = "map/region.json"
# Plotly asks for the coastlines of its own map even where it is given another: these are empty.
TOPOLOGY: Final = re.compile(r"topo/[a-z-]+_(50|110)m\.json")
EMPTY_TOPOLOGY: Final = "topo/world_110m.json"
LINKED: Final = re.compile(r"url\(([^):?]+)\)")
TYPES: Final = {".woff2": "font/woff2", ".js": "text/javascript", ".json": "application/json"}
TEXT: Final = ("text/", "application/json", "image/svg")


@dataclass(frozen=True, slots=True)
class Asset:
    """One file as it is sent: its bytes, those bytes packed (empty where that gains nothing)."""

    body: bytes
    gzip_bytes: bytes
    type: str
    version: str


@cache
def assets() -> Mapping[str, Asset]:
    """Return every asset by its name below /assets/, read once."""
    files = dict(_files())
    found: dict[str, Asset] = {}
    # Style sheets last: they carry the versions of what they link to.
    for name in sorted(files, key=lambda n: n.endswith(".css")):
        body = files[name].read_bytes()
        if name.endswith(".css"):
            body = LINKED.sub(
                lambda link: f"url({_versioned(link[1], found)})", body.decode()
            ).encode()
        kind = TYPES.get(files[name].suffix) or mimetypes.guess_type(name)[0] or "text/plain"
        is_text = kind.startswith(TEXT)
        packed = gzip.compress(body, 9, mtime=0) if is_text and len(body) > 500 else b""
        version = hashlib.sha256(body).hexdigest()[:16]
        found[name] = Asset(body, packed, kind, version)
    return found


def address(name: str) -> str:
    """Return the address of an asset under which browsers may keep it for good."""
    return f"/assets/{_versioned(name, assets())}"


async def answer(request: Request) -> Response:
    """Return the asset a request names, a 304 where the browser has it, or a 404."""
    name = request.path_params["name"]
    asset = assets().get(EMPTY_TOPOLOGY if TOPOLOGY.fullmatch(name) else name)
    if asset is None:
        return PlainTextResponse("Not Found", 404)
    lasting = request.query_params.get("v") == asset.version
    headers = {
        "etag": f'W/"{asset.version}"',
        "cache-control": "public, max-age=31536000, immutable" if lasting else "no-cache",
        "vary": "accept-encoding",
    }
    if headers["etag"] in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    if asset.gzip_bytes and accepts_gzip(request.headers):
        headers["content-encoding"] = "gzip"
        return Response(asset.gzip_bytes, media_type=asset.type, headers=headers)
    return Response(asset.body, media_type=asset.type, headers=headers)


def accepts_gzip(headers: Headers) -> bool:
    """Whether the client unpacks gzip."""
    offers = headers.get("accept-encoding", "").replace(" ", "").split(",")
    wanted = (offer.partition(";q=") for offer in offers)
    return any(name == "gzip" and (not weight or weight.strip("0.")) for name, _, weight in wanted)


def _files() -> Iterator[tuple[str, Path]]:
    for path in sorted(FOLDER.rglob("*")):
        if path.is_file():
            yield path.relative_to(FOLDER).as_posix(), path
    boundaries = current().boundaries
    if boundaries is not None:
        yield BOUNDARIES, boundaries


def _versioned(name: str, assets: Mapping[str, Asset]) -> str:
    return f"{name}?v={assets[name].version}"
