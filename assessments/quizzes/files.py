"""Pictures of questions, for people who have signed in."""

import logging

from django.contrib.auth.decorators import login_not_required
from django.core.files.storage import storages
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from assessments.quizzes.models import QuestionFile
from assessments.quizzes.pictures import CONTENT_TYPES, safe_name

logger = logging.getLogger(__name__)

A_DAY = 86_400  # seconds


@login_not_required  # a stranger is told that there is no such picture, as of any other
@require_safe
def file(request: HttpRequest, sha256: str, name: str) -> HttpResponseBase:
    """The bytes behind ``sha256``: published documents name them, so they never change."""
    if not request.user.is_authenticated:
        raise Http404
    found = QuestionFile.objects.filter(
        sha256=sha256, content_type__in=CONTENT_TYPES.values()
    ).first()
    if found is None:
        raise Http404
    try:
        content = storages["private"].open(found.stored)
    except FileNotFoundError as error:
        logger.exception("question_file.lost", extra={"file_id": found.pk})
        raise Http404 from error
    response = FileResponse(
        content, content_type=found.content_type, filename=safe_name(name, found.content_type)
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cache-Control"] = f"private, max-age={A_DAY}, immutable"
    return response
