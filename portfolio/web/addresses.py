"""Where a reader may be sent on to: places on this site, and nowhere else."""

import re
from typing import Final
from urllib.parse import parse_qsl, urlencode, urlsplit

from portfolio.web.language import PARAMETER

# Browsers read a backslash as a slash and drop control characters: "/\evil" would leave the site.
UNSAFE: Final = re.compile(r"[\\\x00-\x20\x7f]")


def local(wanted: str) -> str:
    """Return ``wanted`` when it is a path of this site, else the first page."""
    if not wanted.startswith("/") or wanted.startswith("//") or UNSAFE.search(wanted):
        return "/"
    try:
        parts = urlsplit(wanted)
    except ValueError:
        return "/"
    return "/" if parts.scheme or parts.netloc else wanted


def in_language(wanted: str, spoken: str) -> str:
    """Return the local address in another language, everything else in it kept."""
    parts = urlsplit(local(wanted))
    asked = [
        (name, value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
        if name != PARAMETER
    ]
    query = urlencode([*asked, (PARAMETER, spoken)])
    return parts._replace(query=query).geturl()
