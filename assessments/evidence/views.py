"""My competency profile, and marking a lesson as done."""

import uuid
from collections.abc import Callable
from typing import Any

from django.core.exceptions import BadRequest
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from assessments.evidence.queries import FALLBACK_LANGUAGE, ProfileRow, profile
from assessments.evidence.services import complete_step
from assessments.evidence.wording import rule_in_words
from modules.http import answer_instead
from modules.models import LessonPage
from modules.queries import module_of, module_steps, page_language, page_url
from training.people.collation import sort_key
from training.people.http import PersonRequest

DEFAULT_SORT = "gap"
SORTS: dict[str, tuple[Any, Callable[[ProfileRow], Any]]] = {
    "gap": (_("largest gap"), lambda row: (-row.gap, row.competency.code)),
    "code": (_("code"), lambda row: row.competency.code),
    "name": (_("name"), lambda row: (sort_key(row.competency.name), row.competency.code)),
    "level": (_("lowest level"), lambda row: (row.level, row.competency.code)),
}


@require_POST
def complete(request: PersonRequest, key: uuid.UUID) -> HttpResponse:
    """Mark a lesson as done for the person signed in, and go on to what follows it."""
    if set(request.POST) - {"csrfmiddlewaretoken"}:
        raise BadRequest("nothing is to be sent with this")
    lesson = _lesson(key)
    if lesson is None:
        raise Http404
    if answer := answer_instead(lesson, request):
        return answer
    complete_step(person=request.user, step_key=key, version=str(lesson.live_revision_id or ""))
    return redirect(_following(lesson))


@require_safe
def my_profile(request: PersonRequest) -> HttpResponse:
    sort = request.GET.get("sort", DEFAULT_SORT)
    if sort not in SORTS:
        raise BadRequest("sort")
    rows = sorted(profile(request.user), key=SORTS[sort][1])
    return render(
        request,
        "evidence/profile.html",
        {
            "rows": rows,
            "has_evidence": any(row.evidence for row in rows),
            "sort": sort,
            "sorts": [(name, label) for name, (label, _key) in SORTS.items()],
        },
    )


@require_safe
def my_competency(request: PersonRequest, code: str) -> HttpResponse:
    rows = profile(request.user, code=code)
    if not rows:
        raise Http404
    row = rows[0]
    descriptors = {
        descriptor.level: descriptor.text for descriptor in row.competency.descriptors.all()
    }
    levels = [(words, descriptors.get(words.level, "")) for words in rule_in_words(row.result)]
    return render(request, "evidence/competency.html", {"row": row, "levels": levels})


def _lesson(key: uuid.UUID) -> LessonPage | None:
    """The live lesson in the active language, else in Ukrainian."""
    language = translation.get_language() or FALLBACK_LANGUAGE
    lessons = LessonPage.objects.live().filter(
        translation_key=key, locale__language_code__in={language, FALLBACK_LANGUAGE}
    )
    found = {page_language(lesson): lesson for lesson in lessons.select_related("locale")}
    return found.get(language) or found.get(FALLBACK_LANGUAGE)


def _following(lesson: LessonPage) -> str:
    """Address of the step after ``lesson``, or of its module when it is the last."""
    module = module_of(lesson)
    steps = iter(module_steps(module))
    for step in steps:
        if step.page_id == lesson.pk:
            break
    following = next(steps, None)
    return following.url if following else page_url(module)
