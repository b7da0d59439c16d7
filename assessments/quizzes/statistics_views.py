"""Pages of the editor about what answers say. For people who may edit questions, nobody else."""

import logging
import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from wagtail.permissions import policy_registry

from assessments.quizzes.models import Question, QuizPage
from assessments.quizzes.models.help_requests import HelpRequest
from assessments.quizzes.models.statistics import QuizSums
from assessments.quizzes.reports.help import evidence_in_words
from assessments.quizzes.reports.quizzes import ItemReport, option_name, quiz_report
from assessments.quizzes.reports.tables import as_csv, as_xlsx, items_table
from assessments.quizzes.reports.wording import about_item, about_quiz
from assessments.quizzes.statistics.verdicts import LEAST_ATTEMPTS

logger = logging.getLogger(__name__)

REQUESTS_A_PAGE = 50
EXPORTS = {
    "csv": (as_csv, "text/csv; charset=utf-8"),
    "xlsx": (as_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}

View = Callable[..., HttpResponse]


def may_see_statistics(user: Any) -> bool:
    """Statistics tell the key, so they are for those who may edit questions."""
    return bool(policy_registry.get_by_type(Question).user_has_permission(user, "change"))


def for_question_editors(view: View) -> View:
    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not may_see_statistics(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return checked


@require_safe
@for_question_editors
def quizzes(request: HttpRequest) -> HttpResponse:
    """Every quiz with the number of people in its figures. Two queries of its own."""
    pages: dict[uuid.UUID, QuizPage] = {}
    for page in QuizPage.objects.select_related("locale").order_by("title"):
        if page.locale.language_code == settings.LANGUAGE_CODE:
            pages[page.translation_key] = page
        pages.setdefault(page.translation_key, page)
    people = dict(QuizSums.objects.values_list("quiz_key", "n"))
    rows = [
        {"title": page.title, "key": key, "people": people.get(key, 0), "is_live": page.live}
        for key, page in pages.items()
    ]
    return _page(request, "quizzes", _("Quiz statistics"), {"rows": rows})


@require_safe
@for_question_editors
def quiz(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """The figures of one quiz, words first. Six queries of its own."""
    page = _quiz_page(key)
    report = quiz_report(key)
    context = {
        "report": report,
        "said": about_quiz(report),
        "items": [_item(item) for item in report.items],
        "least": LEAST_ATTEMPTS,
        "exports": [
            (name.upper(), reverse("quiz_statistics:export", args=[key, name])) for name in EXPORTS
        ],
    }
    title = _("Statistics: %(title)s") % {"title": page.title}
    return _page(request, "quiz", title, context, above=(_("Quiz statistics"), "quizzes"))


@require_safe
@for_question_editors
def export(request: HttpRequest, key: uuid.UUID, ending: str) -> HttpResponse:
    if ending not in EXPORTS:
        raise Http404
    page = _quiz_page(key)
    table = items_table(quiz_report(key))
    write, content_type = EXPORTS[ending]
    logger.info(
        "statistics.exported",
        extra={"quiz": str(key), "rows": len(table.rows), "user": request.user.pk},
    )
    return HttpResponse(
        write(table),
        content_type=content_type,
        headers={"Content-Disposition": f'attachment; filename="{page.slug}-statistics.{ending}"'},
    )


@require_safe
@for_question_editors
def help_requests(request: HttpRequest) -> HttpResponse:
    """Open tasks, the newest first, then the closed ones. Three queries of its own."""
    shown = "closed" if request.GET.get("shown") == "closed" else "open"
    requests = HelpRequest.objects.filter(closed_at__isnull=shown == "open").select_related(
        "version", "owner"
    )
    listed = Paginator(requests, REQUESTS_A_PAGE).get_page(request.GET.get("p"))
    context = {"listed": listed, "rows": [_request(one) for one in listed], "shown": shown}
    return _page(request, "help_requests", _("Questions that ask for help"), context)


def _quiz_page(key: uuid.UUID) -> QuizPage:
    """In Ukrainian where there are several languages. Raises ``Http404``."""
    pages = QuizPage.objects.filter(translation_key=key).select_related("locale")
    found = {page.locale.language_code: page for page in pages}
    if not found:
        raise Http404
    return found.get(settings.LANGUAGE_CODE) or next(iter(found.values()))


def _item(item: ItemReport) -> dict[str, Any]:
    family = item.family
    return {
        "family": family,
        "numbers": item.numbers,
        "said": about_item(item),
        "edit_url": _edit_url(family.question),
        "options": [
            {"name": family.option_name(figures.option), "figures": figures}
            for figures in item.options
        ],
        "groups": [*item.languages, *item.centres],
    }


def _request(request: HelpRequest) -> dict[str, Any]:
    document = request.version.document
    option = option_name(document, request.evidence.get("option", ""))
    return {
        "request": request,
        "code": document["code"],
        "number": request.version.number,
        "evidence": evidence_in_words(request.reason, request.evidence, option),
        "edit_url": _edit_url(request.question_id),
    }


def _edit_url(question: int) -> str:
    return reverse(Question.snippet_viewset.get_url_name("edit"), args=[question])


def _page(
    request: HttpRequest,
    name: str,
    title: str,
    context: dict[str, Any],
    above: tuple[str, str] | None = None,
) -> HttpResponse:
    """``above``: title and URL name of the page that leads here."""
    trail = [{"url": reverse("wagtailadmin_home"), "label": _("Home")}]
    if above is not None:
        trail.append({"url": reverse(f"quiz_statistics:{above[1]}"), "label": above[0]})
    trail.append({"url": "", "label": title})
    return render(
        request,
        f"quizzes/admin/statistics_{name}.html",
        {
            **context,
            "header_title": title,
            "page_title": title,
            "header_icon": "table",
            "breadcrumbs_items": trail,
        },
    )
