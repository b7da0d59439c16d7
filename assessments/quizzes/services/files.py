"""Keeping the pictures of questions."""

import hashlib
from io import BytesIO

from django.core.files.base import File
from django.core.files.storage import storages
from django.db import transaction

from assessments.quizzes.models import QuestionBank, QuestionFile
from assessments.quizzes.pictures import picture_type, safe_name


@transaction.atomic
def store_file(*, bank: QuestionBank, name: str, content: bytes) -> QuestionFile:
    """Keep a picture for the questions of ``bank``; the texts refer to it by ``.reference``.

    The same bytes under the same name are kept once. A name that means other bytes already gets a
    number: ``plan.png`` becomes ``plan-2.png``, so look at the name of what is returned.

    Raises:
        NotAPicture: the bytes are no picture that may be shown.
    """
    content_type = picture_type(content)
    sha256 = hashlib.sha256(content).hexdigest()
    QuestionBank.objects.select_for_update().get(pk=bank.pk)
    wanted = safe_name(name, content_type)
    taken = dict(QuestionFile.objects.filter(bank=bank).values_list("name", "sha256"))
    free = _free_name(wanted, sha256, taken)
    if free in taken:
        return QuestionFile.objects.get(bank=bank, name=free)
    return QuestionFile.objects.create(
        bank=bank,
        name=free,
        sha256=sha256,
        content_type=content_type,
        stored=_keep(sha256, content),
    )


def _free_name(wanted: str, sha256: str, taken: dict[str, str]) -> str:
    """``wanted``, or the first numbered form that is free or means the same bytes."""
    stem, _point, ending = wanted.rpartition(".")
    name, number = wanted, 1
    while name in taken and taken[name] != sha256:
        number += 1
        name = f"{stem}-{number}.{ending}"
    return name


def _keep(sha256: str, content: bytes) -> str:
    """Store the bytes under their own sha256, unless they are there."""
    storage = storages["private"]
    path = f"questions/{sha256[:2]}/{sha256}"
    return path if storage.exists(path) else storage.save(path, File(BytesIO(content)))
