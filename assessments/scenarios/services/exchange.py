"""Role-plays from files into the library as drafts, and drafts out of it as files."""

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Locale

from assessments.scenarios.document import parse_problems
from assessments.scenarios.exchange import own_json, table_writer, twee_writer
from assessments.scenarios.exchange.neutral import CannotRead, Reading, Story, as_json, in_words
from assessments.scenarios.grammar import Document
from assessments.scenarios.models import Scenario, ScenarioSource
from assessments.scenarios.services.drafts import draft_of
from assessments.scenarios.storyboard.naming import unique
from training.people.models import Person

WRITERS: Mapping[str, Callable[[Document], bytes]] = {
    "json": own_json.write,
    "csv": table_writer.write_csv,
    "xlsx": table_writer.write_xlsx,
    "twee": twee_writer.write,
}
MOST_KEPT = 60 * 1024 * 1024  # bytes of one file, kept with each of its stories
TRIES = 3
_NOT_IN_CODES = re.compile(r"[^A-Za-z0-9_-]+")


@dataclass
class Report:
    """What an import did, or would do when it ``is_dry``. ``codes``: one a story."""

    reading: Reading
    is_dry: bool
    codes: list[str] = field(default_factory=list)
    scenarios: list[Scenario] = field(default_factory=list)

    @property
    def is_refused(self) -> bool:
        return bool(self.reading.errors)

    def to_json(self) -> dict[str, Any]:
        return as_json(self.reading)


def import_scenarios(
    *, reading: Reading, name: str, content: bytes, by: Person | None, dry_run: bool
) -> Report:
    """Make a draft of each story of a file, all or none; nothing is ever published here.

    A story always becomes a new role-play: a code that is taken gets a number, and that is said in
    the report. The file, its sha256 and the report are kept with each draft.
    """
    for _attempt in range(TRIES - 1):
        try:
            return _import(reading, name, content, by, dry_run=dry_run)
        except IntegrityError:  # somebody took a code between the look and the save
            continue
    return _import(reading, name, content, by, dry_run=dry_run)


@transaction.atomic
def _import(
    reading: Reading, name: str, content: bytes, by: Person | None, *, dry_run: bool
) -> Report:
    stories = [replace(story, warnings=list(story.warnings)) for story in reading.stories]
    reading = replace(reading, stories=stories, errors=list(reading.errors))
    report = Report(reading, dry_run)
    if len(content) * len(stories) > MOST_KEPT:
        reading.errors.append(_("The archive is too large for so many stories; split it."))
    sha256 = hashlib.sha256(content).hexdigest()
    _name_stories(report, sha256)
    if dry_run or reading.errors:
        return report
    locale = Locale.get_default()
    for story, code in zip(stories, report.codes, strict=True):
        scenario = _draft(story, code, locale, by)
        ScenarioSource.objects.create(
            scenario=scenario,
            file_name=name[:200],
            format=reading.format[:20],
            sha256=sha256,
            identifier=story.identifier[:80],
            content=content,
            report={**as_json(replace(reading, stories=[story]))},
            imported_by=by,
        )
        report.scenarios.append(scenario)
    return report


def _name_stories(report: Report, sha256: str) -> None:
    """Codes that are free, and what an author should know of earlier imports."""
    taken = set(Scenario.objects.values_list("code", flat=True))
    lower = {code.lower() for code in taken}
    identifiers = [story.identifier for story in report.reading.stories if story.identifier]
    before: dict[str, list[str]] = {}
    sources = ScenarioSource.objects.filter(identifier__in=identifiers)
    for identifier, code in sources.values_list("identifier", "scenario__code"):
        before.setdefault(identifier, []).append(code)
    same = ScenarioSource.objects.filter(sha256=sha256).values_list("scenario__code", flat=True)
    if same_codes := sorted(set(same)):
        report.reading.warnings.append(
            _("This very file was imported before, as %(codes)s; that stays as it is.")
            % {"codes": ", ".join(same_codes)}
        )
    for story in report.reading.stories:
        said = story.document["code"]
        wanted = _NOT_IN_CODES.sub("-", said).strip("-") or "story"
        code = unique(wanted, _Taken(lower))
        lower.add(code.lower())
        report.codes.append(code)
        if code != said:
            story.document = {**story.document, "code": code}
            story.warnings.append(
                _("The code “%(said)s” is taken or no address; the draft gets “%(code)s”.")
                % {"said": said, "code": code}
            )
        if story.identifier in before and not same_codes:
            story.warnings.append(
                _("A story with the same identifier is there as %(codes)s; it stays as it is.")
                % {"codes": ", ".join(sorted(set(before[story.identifier])))}
            )


class _Taken:
    """Codes that are taken whatever the case of their letters."""

    def __init__(self, lower: set[str]) -> None:
        self._lower = lower

    def __contains__(self, code: object) -> bool:
        return isinstance(code, str) and code.lower() in self._lower


def _draft(story: Story, code: str, locale: Locale, by: Person | None) -> Scenario:
    scenario = Scenario(
        code=code,
        title=story.document["title"][:150].strip() or code,
        graph=story.document,
        locale=locale,
        live=False,
    )
    scenario.save()
    scenario.save_revision(user=by, clean=False)
    log(instance=scenario, action="wagtail.create", user=by, data={"identifier": story.identifier})
    return scenario


def export_scenario(*, scenario: Scenario, format: str) -> bytes:
    """The newest draft as a file. One query at most.

    Raises:
        CannotRead: the draft has faults of shape that this format has no place for.
    """
    document = draft_of(scenario).document
    if problems := parse_problems(document):
        if format == "json":
            return own_json.write(document)
        raise CannotRead(
            _("The draft has faults; mend them or export JSON. %(faults)s")
            % {"faults": "; ".join(in_words(problems[:5]))}
        )
    return WRITERS[format](document)
