"""Decides for each item whether to write it, from what was loaded before and what is there now."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import models
from wagtail.models import RevisionMixin

from training.curriculum.loading.report import Outcome, Report, Why
from training.curriculum.models import LoadedItem
from training.curriculum.reading.faults import Fault, FaultyContent, Place, gettext_noop
from training.curriculum.reading.records import digest_of

LOADER_VERSION = 1
"""Part of every digest: raise it when the same text has to be loaded in another way."""


@dataclass(frozen=True)
class Item:
    """Something to be brought to what the files say.

    ``find`` looks for an object that stands under the same name without having been loaded;
    ``write`` makes it (given ``None``) or brings it up to date, and returns it.
    ``state`` names the object as it is, where its revision does not (a row without revisions). It
    is given the object and what it returned when the object was written (nothing at that time).
    """

    key: str
    place: Place
    digest: str
    find: Callable[[], models.Model | None]
    write: Callable[[Any], models.Model]
    state: Callable[[Any, str], str] | None = None


DELETED = gettext_noop("“%(key)s” is needed here, but an editor deleted it")


def revision_state(latest_revision: int | None, live: bool) -> str:
    return f"revision:{latest_revision}:{'live' if live else 'draft'}"


class Ledger:
    """One run of the loader: rows of earlier runs, and the report of this one."""

    def __init__(self) -> None:
        self.report = Report()
        self.rows = {row.key: row for row in LoadedItem.objects.all()}
        self.ids: dict[str, int] = {}
        self.seen: set[str] = set()

    def bring(self, item: Item) -> int | None:
        """The primary key of what ``item`` is now; ``None`` when an editor deleted it.

        Raises:
            FaultyContent: the object cannot be as the files say.
        """
        self.seen.add(item.key)
        row = self.rows.get(item.key)
        digest = digest_of([LOADER_VERSION, item.digest])
        pk = self._first(item, digest) if row is None else self._again(item, row, digest)
        if pk is not None:
            self.ids[item.key] = pk
        return pk

    def pk(self, key: str, place: Place) -> int:
        """The primary key of an item brought before. Raises ``FaultyContent`` if it was deleted."""
        if key not in self.ids:
            raise FaultyContent([Fault(*place, DELETED, {"key": key})])
        return self.ids[key]

    def has_digest(self, key: str, digest: str) -> bool:
        """Whether the text of ``key`` is what was loaded last."""
        row = self.rows.get(key)
        return row is not None and row.source_digest == digest_of([LOADER_VERSION, digest])

    def finish(self) -> Report:
        """Name what earlier runs loaded and the files no longer say."""
        for key in sorted(self.rows.keys() - self.seen):
            self.report.add(key, Outcome.ABSENT, Why.ABSENT)
        return self.report

    def _first(self, item: Item, digest: str) -> int:
        found = item.find()
        if found is not None:
            self.report.add(item.key, Outcome.KEPT, Why.FOREIGN)
            return int(found.pk)
        return self._write(item, None, digest, LoadedItem(key=item.key), Outcome.CREATED)

    def _again(self, item: Item, row: LoadedItem, digest: str) -> int | None:
        if item.state is None:
            state = self._states.get((row.content_type_id, row.object_id))
            instance = None
        else:
            instance = self._instance(row)
            state = item.state(instance, row.state) if instance is not None else None
        if state is None:
            self.report.add(item.key, Outcome.KEPT, Why.DELETED)
            return None
        if state != row.state:
            self.report.add(item.key, Outcome.KEPT, Why.CHANGED)
        elif digest == row.source_digest:
            self.report.add(item.key, Outcome.UNCHANGED)
        else:
            self._write(item, instance or self._instance(row), digest, row, Outcome.UPDATED)
        return row.object_id

    def _write(
        self, item: Item, instance: Any, digest: str, row: LoadedItem, outcome: Outcome
    ) -> int:
        try:
            written = item.write(instance)
        except ValidationError as error:
            text = "; ".join(error.messages)
            raise FaultyContent([Fault(*item.place, "%(problem)s", {"problem": text})]) from error
        row.content_type = ContentType.objects.get_for_model(type(written))
        row.object_id = written.pk
        row.source_digest = digest
        row.state = item.state(written, "") if item.state else _state_of(written)
        row.save()
        self.report.add(item.key, outcome)
        return int(written.pk)

    def _instance(self, row: LoadedItem) -> Any:
        model = row.content_type.model_class()
        return model._default_manager.filter(pk=row.object_id).first() if model else None

    @cached_property
    def _states(self) -> dict[tuple[int, int], str]:
        """(content type, id) → state of today, of everything with revisions. A query a type."""
        ids: dict[int, list[int]] = defaultdict(list)
        for row in self.rows.values():
            ids[row.content_type_id].append(row.object_id)
        states: dict[tuple[int, int], str] = {}
        for type_id, pks in ids.items():
            model = ContentType.objects.get_for_id(type_id).model_class()
            if model is None or not issubclass(model, RevisionMixin):
                continue
            has_drafts = any(field.name == "live" for field in model._meta.get_fields())
            names = ["pk", "latest_revision_id", *(["live"] if has_drafts else [])]
            for pk, revision, *live in model._default_manager.filter(pk__in=pks).values_list(
                *names
            ):
                states[type_id, pk] = revision_state(revision, all(live))
        return states


def _state_of(instance: Any) -> str:
    instance.refresh_from_db(fields=["latest_revision"])
    return revision_state(instance.latest_revision_id, getattr(instance, "live", True))
