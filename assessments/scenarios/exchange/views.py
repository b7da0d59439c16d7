"""“Import role-plays” in the editor: bring a file, see what it would do, confirm; and exports."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.permissions import policy_registry

from assessments.scenarios.exchange.detect import AUTO, read_file
from assessments.scenarios.exchange.neutral import CannotRead
from assessments.scenarios.models import Scenario, ScenarioSource
from assessments.scenarios.services.drafts import may_author
from assessments.scenarios.services.exchange import (
    WRITERS,
    Report,
    export_scenario,
    import_scenarios,
)
from modules.decoding import MOST_BYTES
from modules.uploads import Shelf, Upload

SHELF = Shelf("scenario_files", "scenario-imports")
FORMAT_NAMES = {
    "json": "JSON",
    "csv": "CSV",
    "xlsx": "XLSX",
    "twee": "Twee 3",
    "twine-html": "Twine HTML",
    "twine-json": "Twine JSON",
    "h5p": "H5P Branching Scenario",
    "ink-json": "ink",
}
CONTENT_TYPES = {
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "twee": "text/plain; charset=utf-8",
}
INDEX = "wagtailsnippets_scenarios_scenario:list"
SHOWN_SOURCES = 50

View = Callable[..., HttpResponse]


def may_import(user: Any) -> bool:
    return bool(policy_registry.get_by_type(Scenario).user_has_permission(user, "add"))


def for_importers(view: View) -> View:
    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not may_import(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return checked


def for_authors(view: View) -> View:
    """Files hold the key, so they are for those who may change the role-play."""

    @wraps(view)
    def checked(request: HttpRequest, pk: int, *args: Any, **kwargs: Any) -> HttpResponse:
        scenarios = Scenario.objects.select_related("latest_revision")
        scenario = get_object_or_404(scenarios, pk=pk)
        if not may_author(request.user, scenario):
            raise PermissionDenied
        return view(request, scenario, *args, **kwargs)

    return checked


class ImportForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy(
            "JSON, CSV or XLSX of ours; Twee, Twine HTML, archive or JSON; H5P Branching Scenario;"
            " at most 10 MB."
        ),
    )
    format = forms.ChoiceField(
        label=gettext_lazy("Format"),
        initial=AUTO,
        choices=[(AUTO, gettext_lazy("as the file shows")), *FORMAT_NAMES.items()],
    )


@require_http_methods(["GET", "POST"])
@for_importers
def upload(request: HttpRequest) -> HttpResponse:
    """Bring a file. What it would do is shown on the next page; nothing is stored yet."""
    if request.method != "POST":
        return _upload_page(request, ImportForm())
    form = ImportForm(request.POST, request.FILES)
    if not form.is_valid():
        return _upload_page(request, form, status=400)
    file = form.cleaned_data["file"]
    if file.size > MOST_BYTES:
        most = MOST_BYTES // 1024**2
        form.add_error("file", _("The file is larger than %(most)d MB.") % {"most": most})
        return _upload_page(request, form, status=413)
    brought = Upload(file.name, file.read(), form.cleaned_data["format"])
    reading = read_file(brought.name, brought.content, brought.format)
    if reading.errors:
        for error in reading.errors:
            form.add_error("file", error)
        return _upload_page(request, form, status=400)
    return redirect("scenario_admin:import_check", SHELF.keep(request.session, brought))


@require_http_methods(["GET", "POST"])
@for_importers
def check(request: HttpRequest, token: str) -> HttpResponse:
    """What the file would do; confirming imports the bytes that were checked."""
    kept = SHELF.found(request.session, token)
    if kept is None:
        return _page(request, "gone", _("Import role-plays"), {}, status=410)
    is_dry = request.method != "POST"
    report = import_scenarios(
        reading=read_file(kept.name, kept.content, kept.format),
        name=kept.name,
        content=kept.content,
        by=_person(request),
        dry_run=is_dry,
    )
    if not is_dry and not report.is_refused:
        SHELF.forget(request.session, token)
    context: dict[str, Any] = {
        "report": report,
        "found": report.to_json(),
        "name": kept.name,
        "format": FORMAT_NAMES.get(report.reading.format, report.reading.format),
        "rows": _rows(report),
    }
    title = _("What the import would do") if is_dry else _("Imported role-plays")
    return _page(request, "report", title, context, status=400 if report.is_refused else 200)


@require_safe
@for_authors
def files(request: HttpRequest, scenario: Scenario) -> HttpResponse:
    """Exports of one role-play, and the files it was made from with what was left behind."""
    sources = ScenarioSource.objects.filter(scenario=scenario).defer("content")
    context = {
        "scenario": scenario,
        "formats": [(name, FORMAT_NAMES[name]) for name in WRITERS],
        "sources": sources.select_related("imported_by")[:SHOWN_SOURCES],
    }
    return _page(request, "files", _("Files of %(name)s") % {"name": scenario.code}, context)


@require_POST
@for_authors
def export(request: HttpRequest, scenario: Scenario, format: str) -> HttpResponse:
    """The newest draft as a file."""
    if format not in WRITERS:
        return HttpResponse(_("This format is not known."), status=400)
    try:
        content = export_scenario(scenario=scenario, format=format)
    except CannotRead as error:
        context = {"reason": str(error), "scenario": scenario}
        return _page(request, "gone", _("Export"), context, status=409)
    day = timezone.localdate().isoformat()
    name = f"{scenario.code}-{day}.{format}"
    return _file(content, CONTENT_TYPES[format], name)


@require_POST
@for_authors
def source(request: HttpRequest, scenario: Scenario, source_id: int) -> HttpResponse:
    """The very file that a draft was made from; never shown in the browser."""
    found = ScenarioSource.objects.filter(scenario=scenario, pk=source_id).first()
    if found is None:
        raise Http404
    ending = "".join(sign for sign in found.file_name.rpartition(".")[2][:8] if sign.isalnum())
    name = f"{scenario.code}-{found.sha256[:8]}.{ending if ending.isascii() and ending else 'bin'}"
    return _file(bytes(found.content), "application/octet-stream", name)


def _file(content: bytes, content_type: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _person(request: HttpRequest) -> Any:
    return request.user


def _rows(report: Report) -> list[dict[str, Any]]:
    rows = []
    for place, story in enumerate(report.reading.stories):
        scenario = report.scenarios[place] if report.scenarios else None
        rows.append(
            {
                **story.to_json(),
                "code": report.codes[place],
                "warnings": story.warnings,
                "url": reverse("scenario_admin:storyboard", args=[scenario.pk]) if scenario else "",
            }
        )
    return rows


def _upload_page(request: HttpRequest, form: ImportForm, status: int = 200) -> HttpResponse:
    return _page(request, "import", _("Import role-plays"), {"form": form}, status=status)


def _page(
    request: HttpRequest, template: str, title: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    context |= {
        "page_title": title,
        "header_icon": "upload",
        "upload_url": reverse("scenario_admin:import"),
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": reverse(INDEX), "label": _("Role-plays")},
            {"url": "", "label": title},
        ],
    }
    return render(request, f"scenarios/exchange/{template}.html", context, status=status)
