"""The echo of an amount while the page still saves it: what stands in the field, in full and in words."""

from typing import Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from portfolio.domain import amounts
from portfolio.domain.errors import PortfolioError
from portfolio.text import languages, typed
from portfolio.text.currencies import known_currencies
from portfolio.text.scales import echo

MAX_LENGTH: Final = 80  # signs of an amount; what is longer is none


async def answer(request: Request) -> Response:
    """``{"echo": …}`` of an amount as it is typed, "" where it can't be read; nothing is looked up."""
    asked = request.query_params
    said = echo_of(
        asked.get("amount", ""),
        asked.get("currency", ""),
        languages.known_language(asked.get("language")),
    )
    return JSONResponse({"echo": said}, headers={"cache-control": "no-store"})


def echo_of(text: str, currency: str, language: str) -> str:
    """The echo that the form itself shows once it has kept what was typed."""
    if len(text) > MAX_LENGTH or currency not in known_currencies():
        return ""
    try:
        return echo(amounts.read(typed.amount(text, language), currency), language)
    except PortfolioError:
        return ""
