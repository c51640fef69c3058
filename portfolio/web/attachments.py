"""Attached files at addresses of their own: for whoever may see their project, saved and never run."""

import html
from typing import Final

from anyio import CapacityLimiter, to_thread
from starlette.requests import Request
from starlette.responses import Response

from portfolio.domain.params import ANYBODY, Principal, UserRole
from portfolio.services import attachments
from portfolio.services.attachments import UnknownAttachment
from portfolio.services.live import register
from portfolio.store.files import FileLost
from portfolio.text.words import Translator
from portfolio.web import plain
from portfolio.web.files import SANDBOX, disposition

_AT_ONCE: Final = CapacityLimiter(8)  # files in memory for readers


async def answer(request: Request) -> Response:
    """File of an address; what this reader may not have answers like what does not exist."""
    role = request.headers.get("x-rp-role", ANYBODY)
    who, reference = Principal(duty=UserRole[role.upper()]), request.path_params["reference"]
    try:
        found = await to_thread.run_sync(
            lambda: attachments.find_file(register(), who, reference), limiter=_AT_ONCE
        )
    except UnknownAttachment:
        return await plain.not_found(request)
    headers = {
        "content-disposition": disposition(found.file_name),
        "content-security-policy": SANDBOX,
        "cross-origin-resource-policy": "same-origin",
        "cache-control": "no-store",
        "vary": "cookie",
    }
    if role == ANYBODY:
        # Asked anew each time: a file that is withdrawn is gone from that moment on.
        headers |= {"cache-control": "no-cache", "etag": f'"{found.sha256}"'}
        if headers["etag"] in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
    try:
        data = await to_thread.run_sync(
            lambda: attachments.file_bytes(register(), found), limiter=_AT_ONCE
        )
    except FileLost as lost:
        words = Translator(plain.of_request(request.scope))
        body = f"<p>{html.escape(words.error(lost))}</p>"
        return plain.document(request, words, words("attachment.lost"), body, status=404)
    return Response(data, media_type=found.media_type, headers=headers)
