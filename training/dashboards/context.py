"""What the frame of every page shows: where one can go, the other language."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from training.people.scope import scope


@dataclass(frozen=True)
class NavItem:
    label: str
    url: str
    is_current: bool


@dataclass(frozen=True)
class LanguageLink:
    code: str
    label: str
    url: str


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context processor. No query: the session's person comes with their roles."""
    if request.path_info.startswith("/cms/"):
        return {}
    return {"nav_items": _nav(request), "language_links": _other_languages(request)}


def _nav(request: HttpRequest) -> list[NavItem]:
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return []
    items = [
        (_("My training"), reverse("dashboards:learn")),
        (_("Competencies"), reverse("evidence:profile")),
        (_("Certificates"), reverse("certificates:mine")),
    ]
    leads = getattr(user, "leads_people", None)
    if scope(user).leads if leads is None else leads:
        items.append((_("Team"), reverse("dashboards:team")))
    if getattr(user, "trains", False):
        items.append((_("Marking"), reverse("marking:queue")))
    if getattr(user, "edits_content", False):
        items.append((_("Editor"), reverse("wagtailadmin_home")))
    return [NavItem(label, url, request.path.startswith(url)) for label, url in items]


def _other_languages(request: HttpRequest) -> list[LanguageLink]:
    """The same page in the other language, named in that language."""
    current = translation.get_language()
    prefix = f"/{current}/"
    rest = request.path[len(prefix) :] if request.path.startswith(prefix) else ""
    return [
        LanguageLink(code, label, f"/{code}/{rest}")
        for code, label in settings.LANGUAGES
        if code != current
    ]
