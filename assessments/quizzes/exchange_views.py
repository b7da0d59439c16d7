"""“Import questions” in the editor: bring a file, see what it would do, confirm; and exports."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.permissions import policy_registry

from assessments.quizzes.exchange.detect import AUTO, MOST_PACKAGE, read_file
from assessments.quizzes.exchange.neutral import CannotRead, answers_of
from assessments.quizzes.models import MODEL_OF_KIND, Question, QuestionBank
from assessments.quizzes.services.exchange import (
    WRITERS,
    Outcome,
    export_questions,
    import_questions,
)
from assessments.quizzes.viewsets.addresses import LIST
from modules.uploads import Shelf, Upload

FORMAT_NAMES = {
    "gift": "GIFT",
    "moodle-xml": "Moodle XML",
    "aiken": "Aiken",
    "qti": "QTI",
    "h5p": "H5P",
    "csv": "CSV",
    "xlsx": "XLSX",
}
SHOWN_QUESTIONS = 200
SHELF = Shelf("question_files", "question-imports")
CONTENT_TYPES = {
    "xml": "application/xml",
    "zip": "application/zip",
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}

View = Callable[..., HttpResponse]


def may_import(user: Any) -> bool:
    """Files hold keys, so both ways are for those who may add questions."""
    return bool(policy_registry.get_by_type(Question).user_has_permission(user, "add"))


def for_question_authors(view: View) -> View:
    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not may_import(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return checked


class ImportForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy(
            "GIFT, Moodle XML, Aiken, QTI 2.1–3.0, H5P, CSV or XLSX; at most 10 MB."
        ),
    )
    bank = forms.ModelChoiceField(QuestionBank.objects.all(), label=gettext_lazy("Bank"))
    format = forms.ChoiceField(
        label=gettext_lazy("Format"),
        initial=AUTO,
        choices=[(AUTO, gettext_lazy("as the file shows")), *FORMAT_NAMES.items()],
    )


@require_http_methods(["GET", "POST"])
@for_question_authors
def upload(request: HttpRequest) -> HttpResponse:
    """Bring a file. What it would do is shown on the next page; nothing is stored yet."""
    if request.method != "POST":
        return _upload_page(request, ImportForm())
    form = ImportForm(request.POST, request.FILES)
    if not form.is_valid():
        return _upload_page(request, form, status=400)
    file = form.cleaned_data["file"]
    if file.size > MOST_PACKAGE:
        form.add_error("file", _("The file is larger than %(most)d MB.") % {"most": 10})
        return _upload_page(request, form, status=413)
    brought = Upload(
        name=file.name,
        content=file.read(),
        format=form.cleaned_data["format"],
        into=form.cleaned_data["bank"].pk,
    )
    try:
        read_file(brought.name, brought.content, brought.format)
    except CannotRead as error:
        form.add_error("file", str(error))
        return _upload_page(request, form, status=400)
    token = SHELF.keep(request.session, brought)
    return redirect("question_exchange:check", token)


@require_http_methods(["GET", "POST"])
@for_question_authors
def check(request: HttpRequest, token: str) -> HttpResponse:
    """What the file would do; confirming imports the bytes that were checked."""
    kept = SHELF.found(request.session, token)
    bank = QuestionBank.objects.filter(pk=kept.into).first() if kept else None
    if kept is None or bank is None:
        return _page(request, "import_gone", _("Import questions"), {}, status=410)
    is_dry = request.method != "POST"
    try:
        reading = read_file(kept.name, kept.content, kept.format)
    except CannotRead as error:  # read once already: the rules changed in between
        gone = {"reason": str(error)}
        return _page(request, "import_gone", _("Import questions"), gone, status=410)
    report = import_questions(bank=bank, reading=reading, by=_person(request), dry_run=is_dry)
    if not is_dry:
        SHELF.forget(request.session, token)
    context: dict[str, Any] = {
        "report": report,
        "bank": bank,
        "name": kept.name,
        "format": FORMAT_NAMES.get(report.format, report.format),
        "rows": [_row(outcome) for outcome in report.outcomes[:SHOWN_QUESTIONS]],
        "hidden": max(len(report.outcomes) - SHOWN_QUESTIONS, 0),
        "upload_url": reverse("question_exchange:upload"),
    }
    title = _("What the import would do") if is_dry else _("Imported questions")
    return _page(request, "import_report", title, context)


@require_safe
@for_question_authors
def exports(request: HttpRequest) -> HttpResponse:
    banks = QuestionBank.objects.all()
    formats = [(name, FORMAT_NAMES[name]) for name in WRITERS]
    return _page(request, "export", _("Export questions"), {"banks": banks, "formats": formats})


@require_POST
@for_question_authors
def export(request: HttpRequest, code: str, name: str) -> HttpResponse:
    """A file with every question of a bank; what the format cannot keep stands in its report."""
    bank = get_object_or_404(QuestionBank, code=code)
    if name not in WRITERS:
        return HttpResponse(_("This format is not known."), status=400)
    written = export_questions(bank=bank, format=name, by=_person(request))
    if (written.skipped or written.lost) and "anyway" not in request.POST:
        context = {
            "bank": bank,
            "format": name,
            "format_name": FORMAT_NAMES[name],
            "skipped": written.skipped,
            "lost": written.lost,
        }
        return _page(request, "export_losses", _("Export questions"), context)
    response = HttpResponse(
        written.content,
        content_type=CONTENT_TYPES.get(written.extension, "text/plain; charset=utf-8"),
    )
    day = timezone.localdate().isoformat()
    file_name = f"{bank.code}-{day}.{written.extension}"
    response.headers["Content-Disposition"] = f'attachment; filename="{file_name}"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _person(request: HttpRequest) -> Any:
    return request.user


def _row(outcome: Outcome) -> dict[str, Any]:
    question = outcome.question
    model = MODEL_OF_KIND[question.kind]
    url = ""
    if outcome.question_id is not None:
        url = reverse(model.snippet_viewset.get_url_name("edit"), args=[outcome.question_id])
    return {
        "name": question.name,
        "line": question.line,
        "kind": model._meta.verbose_name,
        "points": question.document.get("points", "1"),
        "answers": answers_of(question.document)[:20],
        "action": outcome.action,
        "code": outcome.code,
        "url": url,
    }


def _upload_page(request: HttpRequest, form: ImportForm, status: int = 200) -> HttpResponse:
    return _page(request, "import", _("Import questions"), {"form": form}, status=status)


def _page(
    request: HttpRequest, template: str, title: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    context |= {
        "header_title": title,
        "page_title": title,
        "header_icon": "upload",
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": reverse(LIST), "label": _("Questions")},
            {"url": "", "label": title},
        ],
    }
    return render(request, f"quizzes/admin/{template}.html", context, status=status)
