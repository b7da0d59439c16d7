"""Files between check and import: the very bytes, kept for one person and one hour."""

import hashlib
import secrets
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from django.core.files.base import File
from django.core.files.storage import storages
from django.utils import timezone

AN_HOUR = 3600  # seconds
MOST_KEPT = 3


@dataclass(frozen=True)
class Upload:
    """A file that a person brought, and what was chosen with it: ``into`` names a row, or is 0."""

    name: str
    content: bytes
    format: str
    into: int = 0


@dataclass(frozen=True)
class Shelf:
    """Where one kind of files is kept: a key of the session, a folder of the private storage."""

    session_key: str
    folder: str

    def keep(self, session: Any, upload: Upload) -> str:
        """Keep ``upload`` for the person of ``session``; the token finds it again."""
        self.sweep()
        token = secrets.token_urlsafe(24)
        storages["private"].save(f"{self.folder}/{token}", File(BytesIO(upload.content)))
        kept: dict[str, Any] = session.get(self.session_key, {})
        kept[token] = {
            "name": upload.name,
            "format": upload.format,
            "into": upload.into,
            "sha256": hashlib.sha256(upload.content).hexdigest(),
            "at": timezone.now().timestamp(),
        }
        for old in sorted(kept, key=lambda one: kept[one]["at"])[:-MOST_KEPT]:
            self._remove(old)
            del kept[old]
        session[self.session_key] = kept
        return token

    def found(self, session: Any, token: str) -> Upload | None:
        """What was kept under ``token``; ``None`` for others, too late, or changed bytes."""
        about = session.get(self.session_key, {}).get(token)
        if about is None or timezone.now().timestamp() - about["at"] > AN_HOUR:
            return None
        try:
            with storages["private"].open(f"{self.folder}/{token}") as stream:
                content = stream.read()
        except FileNotFoundError:
            return None
        if hashlib.sha256(content).hexdigest() != about["sha256"]:
            return None
        return Upload(about["name"], content, about["format"], about["into"])

    def forget(self, session: Any, token: str) -> None:
        kept = session.get(self.session_key, {})
        if kept.pop(token, None) is not None:
            session[self.session_key] = kept
            self._remove(token)

    def sweep(self) -> None:
        """Remove what nobody can use any more."""
        storage = storages["private"]
        try:
            names = storage.listdir(self.folder)[1]
        except FileNotFoundError:
            return
        for name in names:
            path = f"{self.folder}/{name}"
            try:
                age = timezone.now() - storage.get_modified_time(path)
            except FileNotFoundError:  # another process was quicker
                continue
            if age.total_seconds() > AN_HOUR:
                storage.delete(path)

    def _remove(self, token: str) -> None:
        storages["private"].delete(f"{self.folder}/{token}")
