"""What every request passes through, outermost first."""

from typing import Final

from starlette.middleware import Middleware

from portfolio.web import shell
from portfolio.web.headers import SecurityHeaders
from portfolio.web.identity import Identity
from portfolio.web.lists import WordLists
from portfolio.web.missing import MissingFiles
from portfolio.web.tabs import Tabs
from portfolio.web.uploads import Uploads

MIDDLEWARE: Final = [
    Middleware(SecurityHeaders, page=shell.index()),
    Middleware(Identity),
    Middleware(MissingFiles),
    Middleware(WordLists),
    Middleware(Tabs),
    Middleware(Uploads),
]
