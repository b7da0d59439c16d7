from uuid import UUID

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from assessments.reflections.exceptions import NoSuchPrompt
from assessments.reflections.forms import NoteForm
from assessments.reflections.models import PrivateNote
from assessments.reflections.queries.notes import find_prompt, own_notes
from assessments.reflections.services.notes import delete_note, write_note
from training.people.http import PersonRequest


@sensitive_post_parameters("text")
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: PersonRequest, page_key: UUID, prompt_id: UUID) -> HttpResponse:
    """Keep a note and return to its place in the lesson; ``GET`` only leads there.

    A script that sends ``X-Fragment`` gets 204, or 400 with ``{"field", "error"}``.
    """
    prompt = find_prompt(page_key, prompt_id)
    if prompt is None:
        raise Http404
    if request.method != "POST":
        return redirect(prompt.url)
    if set(request.POST) - {"csrfmiddlewaretoken"} != {"text"}:
        raise BadRequest("text, and nothing else")
    form = NoteForm(request.POST, prompt=prompt.text)
    is_script = "X-Fragment" in request.headers
    if not form.is_valid():
        if is_script:
            error = " ".join(str(reason) for reason in form.errors["text"])
            return JsonResponse({"field": "text", "error": error}, status=400)
        context = {"form": form, "prompt": prompt}
        return render(request, "reflections/write.html", context, status=400)
    try:
        write_note(
            person=request.user,
            page_key=page_key,
            prompt_id=prompt_id,
            text=form.cleaned_data["text"],
        )
    except NoSuchPrompt as error:
        raise Http404 from error
    return HttpResponse(status=204) if is_script else redirect(prompt.url)


@require_safe
def mine(request: PersonRequest) -> HttpResponse:
    return render(request, "reflections/mine.html", {"notes": own_notes(request.user)})


@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: PersonRequest, page_key: UUID, prompt_id: UUID) -> HttpResponse:
    """Ask, then delete. Also for a note whose lesson is gone."""
    own = PrivateNote.objects.of(request.user)
    note = get_object_or_404(own, page_key=page_key, prompt_id=prompt_id)
    if request.method != "POST":
        return render(request, "reflections/delete.html", {"note": note})
    delete_note(person=request.user, page_key=page_key, prompt_id=prompt_id)
    messages.success(request, _("The note is deleted."))
    return redirect("reflections:mine")


@require_safe
def download(request: PersonRequest) -> HttpResponse:
    """All own notes as one text file, written so that an old Notepad opens it well."""
    text = render_to_string("reflections/notes.txt", {"notes": own_notes(request.user)})
    name = f"notes-{timezone.localdate():%Y-%m-%d}.txt"
    return HttpResponse(
        text.replace("\n", "\r\n").encode("utf-8-sig"),
        content_type="text/plain; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
