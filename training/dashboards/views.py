from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone, translation
from django.views.decorators.http import require_safe

from assessments.evidence.queries import profile
from certificates.models import Certificate
from modules.models import InfoPage
from modules.queries import page_url
from training.dashboards.queries import SHOWS, ways
from training.dashboards.queries import team as team_overview
from training.people.http import PersonRequest
from training.people.models import OrgUnit
from training.people.queries import postings_of
from training.people.scope import Scope, scope

INFORMATION_SLUGS = {
    "accessibility": {"uk": "dostupnist", "en": "accessibility"},
    "privacy": {"uk": "pryvatnist", "en": "privacy"},
}


@require_safe
def learn(request: PersonRequest) -> HttpResponse:
    """What is next, how far am I, what is due."""
    today = timezone.localdate()
    return render(
        request, "dashboards/learn.html", {"ways": ways(request.user, today), "today": today}
    )


@require_safe
def team(request: PersonRequest) -> HttpResponse:
    """Who needs me, where is the team weak: people of the viewer's own branch only."""
    view = scope(request.user)
    if not view.leads:
        raise Http404
    show = _choice(request.GET.get("show", "all"), SHOWS)
    overview = team_overview(
        view,
        show=show,
        unit=_unit(view, request.GET.get("unit")),
        page_number=_number(request.GET.get("page", "1"), "page"),
        whole_framework=_choice(request.GET.get("competencies", "taught"), ("taught", "all"))
        == "all",
        today=timezone.localdate(),
    )
    return render(request, "dashboards/team.html", {"team": overview, "now": timezone.now()})


def _unit(view: Scope, asked: str | None) -> OrgUnit | None:
    """The unit to narrow to; one outside the scope does not exist."""
    if not asked:
        return None
    return get_object_or_404(view.units(), pk=_number(asked, "unit"))


def _choice(asked: str, allowed: tuple[str, ...]) -> str:
    if asked not in allowed:
        raise BadRequest(asked[:40])
    return asked


def _number(text: str, name: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 10 and int(text) > 0):
        raise BadRequest(name)
    return int(text)


@require_safe
def member(request: PersonRequest, person_id: int) -> HttpResponse:
    """One person of the viewer's branch: what is assigned, done and shown; never their answers."""
    view = scope(request.user)
    person = get_object_or_404(view.people(), pk=person_id)
    today = timezone.localdate()
    context = {
        "person": person,
        "posting": postings_of([person.pk]).get(person.pk),
        "ways": ways(person, today),
        "profile": profile(person, today),
        "certificates": Certificate.objects.filter(person=person).order_by("-issued_on"),
        "today": today,
    }
    return render(request, "dashboards/member.html", context)


@login_not_required
@require_safe
def information(request: HttpRequest, name: str) -> HttpResponse:
    """A lasting address for a statement that editors keep as a page."""
    language = translation.get_language() or "uk"
    slugs = INFORMATION_SLUGS[name]
    pages = InfoPage.objects.live().filter(slug__in=slugs.values()).select_related("locale")
    by_language = {page.locale.language_code: page for page in pages}
    page = by_language.get(language) or by_language.get("uk")
    if page is None:
        raise Http404
    return redirect(page_url(page, page.locale.language_code))
