"""Question files between check and import: the very bytes, kept for one person and one hour."""

import hashlib
import secrets
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from django.core.files.base import File
from django.core.files.storage import storages
from django.utils import timezone

SESSION_KEY = "question_files"
AN_HOUR = 3600  # seconds
MOST_KEPT = 3
FOLDER = "question-imports"


@dataclass(frozen=True)
class Upload:
    """A file that a person brought, and what was chosen with it."""

    name: str
    content: bytes
    format: str
    bank_id: int


def keep(session: Any, upload: Upload) -> str:
    """Keep ``upload`` for the person of ``session``; the token finds it again."""
    sweep()
    token = secrets.token_urlsafe(24)
    storages["private"].save(f"{FOLDER}/{token}", File(BytesIO(upload.content)))
    kept: dict[str, Any] = session.get(SESSION_KEY, {})
    kept[token] = {
        "name": upload.name,
        "format": upload.format,
        "bank": upload.bank_id,
        "sha256": hashlib.sha256(upload.content).hexdigest(),
        "at": timezone.now().timestamp(),
    }
    for old in sorted(kept, key=lambda one: kept[one]["at"])[:-MOST_KEPT]:
        _remove(old)
        del kept[old]
    session[SESSION_KEY] = kept
    return token


def found(session: Any, token: str) -> Upload | None:
    """What was kept under ``token``; ``None`` for another person, too late, or changed bytes."""
    about = session.get(SESSION_KEY, {}).get(token)
    if about is None or timezone.now().timestamp() - about["at"] > AN_HOUR:
        return None
    try:
        with storages["private"].open(f"{FOLDER}/{token}") as stream:
            content = stream.read()
    except FileNotFoundError:
        return None
    if hashlib.sha256(content).hexdigest() != about["sha256"]:
        return None
    return Upload(about["name"], content, about["format"], about["bank"])


def forget(session: Any, token: str) -> None:
    kept = session.get(SESSION_KEY, {})
    if kept.pop(token, None) is not None:
        session[SESSION_KEY] = kept
        _remove(token)


def sweep() -> None:
    """Remove what nobody can use any more."""
    storage = storages["private"]
    try:
        names = storage.listdir(FOLDER)[1]
    except FileNotFoundError:
        return
    for name in names:
        path = f"{FOLDER}/{name}"
        try:
            age = timezone.now() - storage.get_modified_time(path)
        except FileNotFoundError:  # another process was quicker
            continue
        if age.total_seconds() > AN_HOUR:
            storage.delete(path)


def _remove(token: str) -> None:
    storages["private"].delete(f"{FOLDER}/{token}")
