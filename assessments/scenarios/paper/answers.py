"""A page as a PDF file, made while its reader waits: a few a minute, one at a time a worker."""

import logging

from allauth.core.internal import ratelimit
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from assessments.scenarios.paper.sheet import server
from modules.printing.exceptions import RenderFailed
from training.people.http import PersonRequest
from training.people.security_log import log_throttle

logger = logging.getLogger(__name__)

RATE = "6/m/user"
PATIENCE_SECONDS = 5.0
WALL_SECONDS = 20.0
RETRY_SECONDS = 60


def pdf_answer(request: PersonRequest, name: str, html: str) -> HttpResponse:
    """``html`` as the file ``name``; 429 or 503 with ``Retry-After`` and a sentence instead.

    Two readers of one worker wait for each other, for ``PATIENCE_SECONDS`` at most.
    """
    if not ratelimit.consume(
        request, app="scenarios", action="pdf", config={"pdf": RATE}, limit_get=True
    ):
        log_throttle(request, action="pdf")
        text = _("You have made several files just now. Wait a minute, then try again.")
        return _later(request, 429, _("Too many files at once"), text)
    try:
        content = server.render(html, {}, seconds=WALL_SECONDS, patience=PATIENCE_SECONDS)
    except RenderFailed as error:
        logger.error("scenario.pdf_failed", extra={"file": name, "reason": str(error)})
        text = _("Nothing is lost. Try again in a minute, or print the page from your browser.")
        return _later(request, 503, _("The file could not be made just now"), text)
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Content-Security-Policy": "default-src 'none'",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
    }
    return HttpResponse(content, content_type="application/pdf", headers=headers)


def _later(request: PersonRequest, status: int, title: str, text: str) -> HttpResponse:
    context = {
        "status": status,
        "error_title": title,
        "error_text": text,
        "number": getattr(request, "request_id", ""),
    }
    response = render(request, "errors/error.html", context, status=status)
    response.headers["Retry-After"] = str(RETRY_SECONDS)
    response.headers["Cache-Control"] = "private, no-store"
    return response
