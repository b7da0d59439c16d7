import uuid

from django.db import transaction

from assessments.reflections.exceptions import NoSuchPrompt
from assessments.reflections.models import PrivateNote
from assessments.reflections.queries.notes import find_prompt
from training.people.models import Person


@transaction.atomic
def write_note(
    *, person: Person, page_key: uuid.UUID, prompt_id: uuid.UUID, text: str
) -> PrivateNote | None:
    """Keep ``text`` as the note of ``person`` to a prompt, instead of what was there.

    Empty text deletes the note, and ``None`` is returned. Safe to repeat and to race.

    Raises:
        NoSuchPrompt: no published lesson with this key asks this.
    """
    prompt = find_prompt(page_key, prompt_id)
    if prompt is None:
        raise NoSuchPrompt(f"{page_key}/{prompt_id}")
    if not text.strip():
        delete_note(person=person, page_key=page_key, prompt_id=prompt_id)
        return None
    note, _created = PrivateNote.objects.update_or_create(
        person=person,
        page_key=page_key,
        prompt_id=prompt_id,
        defaults={"text": text, "prompt": prompt.text},
    )
    return note


def delete_note(*, person: Person, page_key: uuid.UUID, prompt_id: uuid.UUID) -> None:
    """Delete for good; nothing is kept, and nothing happens where there is no note."""
    PrivateNote.objects.of(person).filter(page_key=page_key, prompt_id=prompt_id).delete()
