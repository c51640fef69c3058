"""Where a reader may be sent on to: places on this site, and nowhere else."""

import re
from typing import Final
from urllib.parse import parse_qsl, urlencode, urlsplit

from portfolio.web.language import PARAMETER

# Browsers read a backslash as a slash and drop control characters: "/\evil" would leave the site.
UNSAFE: Final = re.compile(r"[\\\x00-\x20\x7f]")


def local(target: str) -> str:
    """Return ``target`` when it is a path of this site, else the first page."""
    if not target.startswith("/") or target.startswith("//") or UNSAFE.search(target):
        return "/"
    try:
        parts = urlsplit(target)
    except ValueError:
        return "/"
    return "/" if parts.scheme or parts.netloc else target


def in_language(target: str, language: str) -> str:
    """Return the local address in another language, everything else in it kept."""
    parts = urlsplit(local(target))
    asked = [
        (name, value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
        if name != PARAMETER
    ]
    query = urlencode([*asked, (PARAMETER, language)])
    return parts._replace(query=query).geturl()
