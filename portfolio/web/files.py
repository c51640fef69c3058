"""Files a page offers its reader, given to that reader alone."""

import html
import re
from urllib.parse import quote

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import Response

from portfolio.services import downloads
from portfolio.text.words import Translator
from portfolio.web import language, plain


async def answer(request: Request) -> Response:
    """Return the file of an address to the session and the role it was offered to, else words.

    Who asks was found out for this very request: an address that was passed on, or is used after
    signing out, opens nothing.
    """
    told = request.headers
    found = downloads.find(
        request.path_params["token"], told.get("x-rp-sid", ""), told.get("x-rp-role", "")
    )
    if found is None:
        words = Translator(language.of_request(request.scope))
        body = f"<p>{html.escape(words('web.no_file.body'))}</p>"
        return plain.document(request, words, words("web.no_file.title"), body, status=404)
    data = await to_thread.run_sync(found.make)
    # RFC 6266: browsers take the second name, which may be in any language.
    ascii_name = re.sub(r"[^A-Za-z0-9._-]", "_", found.file_name)
    names = f"filename=\"{ascii_name}\"; filename*=UTF-8''{quote(found.file_name, safe='')}"
    headers = {"content-disposition": f"attachment; {names}", "cache-control": "no-store"}
    return Response(data, media_type=found.media_type, headers=headers)
