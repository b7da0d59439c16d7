"""What stands between a person and the certificate, and what the certificate will say."""

import datetime
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.evidence.models import Completion
from assessments.evidence.queries import (
    completed_steps,
    has_open_critical_error,
    level_results,
    rule_in_force,
)
from assessments.evidence.rules import LevelResult, evaluate
from certificates.services import Award, AwardedCompetency
from modules.models import Competency, Level
from modules.queries import FALLBACK_LANGUAGE, StepLink
from training.programmes.models import Enrolment, TargetLevel
from training.programmes.queries.outlines import Outline, outline


@dataclass(frozen=True)
class LevelGap:
    """``is_renewal``: it was attested before and has to be shown once more."""

    competency: Competency
    level: int
    target: int
    is_renewal: bool


@dataclass(frozen=True)
class Gaps:
    """Everything that is missing, and what was read to tell so. Nothing missing: ready."""

    steps: tuple[StepLink, ...]
    unpublished: tuple[str, ...]
    is_empty: bool
    levels: tuple[LevelGap, ...]
    has_critical_error: bool
    outline: Outline
    measured: Mapping[int, LevelResult]  # by the id of the Ukrainian competency
    competencies: Mapping[int, Competency]  # likewise, in the language asked for, by code
    rule_version: int

    @property
    def is_ready(self) -> bool:
        return not (
            self.steps
            or self.unpublished
            or self.is_empty
            or self.levels
            or self.has_critical_error
        )


def gaps(enrolment: Enrolment, on: datetime.date, language: str) -> Gaps:
    """What ``enrolment`` lacks on ``on``. Levels are computed from the evidence, not the cache.

    The queries of ``outline`` and 5 or 6 more, whatever the number of steps and competencies.
    """
    laid = outline(enrolment.programme, language)
    required = laid.required
    done = completed_steps(enrolment.person, [step.key for step in required])
    targets = dict(
        TargetLevel.objects.filter(programme=enrolment.programme_id).values_list(
            "competency", "level"
        )
    )
    competencies = _competencies({module.key for module in laid.modules}, targets.keys(), language)
    version, rule = rule_in_force(on)
    results = level_results([enrolment.person_id], competencies.keys(), on, rule=rule)
    measured = {competency: result for (_person, competency), result in results.items()}
    wanted, renewed = dict(targets), frozenset[int]()
    if last := _last_round(enrolment):
        ended, attested = last
        measured = {pk: _since(ended, result) for pk, result in measured.items()}
        renewed = frozenset(pk for pk, row in competencies.items() if row.code in attested)
        wanted = dict.fromkeys(renewed, int(Level.AWARE)) | wanted
    return Gaps(
        steps=tuple(step for step in required if step.key not in done),
        unpublished=laid.unpublished,
        is_empty=not required,
        levels=tuple(
            LevelGap(competencies[pk], level, target, pk in renewed)
            for pk, target in wanted.items()
            if (level := measured[pk].level if pk in measured else 0) < target
        ),
        has_critical_error=(
            enrolment.programme.no_open_critical_error
            and has_open_critical_error(enrolment.person, on)
        ),
        outline=laid,
        measured=measured,
        competencies=competencies,
        rule_version=version,
    )


def _last_round(enrolment: Enrolment) -> tuple[datetime.date, set[str]] | None:
    """When the round before a renewal ended, and the codes its certificate attests."""
    if enrolment.cycle == 1:
        return None
    rows = Enrolment.objects.completed().filter(
        person=enrolment.person_id, programme=enrolment.programme_id, cycle=enrolment.cycle - 1
    )
    row = rows.values_list("completed_at", "certificate__competencies").first()
    return row and (timezone.localdate(row[0]), {line["code"] for line in row[1]})


def _since(ended: datetime.date, result: LevelResult) -> LevelResult:
    """The level that evidence from after ``ended`` gives by itself."""
    fresh = [item for item in result.items if item.performed_on > ended]
    return evaluate(fresh, result.rule, result.on, is_critical=result.is_critical)


def _competencies(modules: set[uuid.UUID], targets: Any, language: str) -> dict[int, Competency]:
    """What the programme teaches or wants, by the id of the Ukrainian row. One query."""
    taught = Competency.objects.filter(
        Q(taught_by__page__translation_key__in=modules) | Q(pk__in=targets)
    )
    rows = list(
        Competency.objects.filter(
            translation_key__in=taught.values("translation_key"),
            locale__language_code__in={language, FALLBACK_LANGUAGE},
        )
        .select_related("locale")
        .order_by("code")
    )
    translated = {row.translation_key: row for row in rows if row.locale.language_code == language}
    return {
        row.pk: translated.get(row.translation_key, row)
        for row in rows
        if row.locale.language_code == FALLBACK_LANGUAGE
    }


def missing(enrolment: Enrolment, on: datetime.date, language: str) -> list[str]:
    """In words, what is missing for the certificate; empty when nothing is or it is issued."""
    if not enrolment.is_open:
        return []
    found = gaps(enrolment, on, language)
    with translation.override(language):
        return _words(found)


def _words(found: Gaps) -> list[str]:
    words = []
    if found.is_empty:
        words.append(_("The programme is still being prepared."))
    if found.steps:
        count = len(found.steps)
        words.append(
            ngettext(
                "%(count)d step is left, the next one is “%(title)s”.",
                "%(count)d steps are left, the next one is “%(title)s”.",
                count,
            )
            % {"count": count, "title": found.steps[0].title}
        )
    words += [
        _("The module “%(title)s” is not published yet.") % {"title": title}
        for title in found.unpublished
    ]
    words += [_level_words(gap) for gap in found.levels]
    if found.has_critical_error:
        words.append(_("A critical error is open: play that situation again without it."))
    return words


def _level_words(gap: LevelGap) -> str:
    text = (
        _("%(competency)s: level %(target)d has to be shown anew, so far it is %(level)d.")
        if gap.is_renewal
        else _("%(competency)s: level %(target)d is needed, now it is %(level)d.")
    )
    return text % {"competency": gap.competency, "target": gap.target, "level": gap.level}


def award(enrolment: Enrolment, found: Gaps, on: datetime.date, language: str) -> Award:
    """What a certificate given on ``on`` says, in ``language``. One query."""
    completions = list(
        Completion.objects.filter(
            person=enrolment.person_id, step_key__in=[step.key for step in found.outline.required]
        )
        .order_by("at", "pk")
        .values_list("step_key", "version", "at")
    )
    versions = {str(key): version for key, version, _at in completions}
    begun = min(on, enrolment.started_on)
    if enrolment.cycle == 1 and completions:  # steps done before enrolling count as well
        begun = min(begun, timezone.localdate(completions[0][2]))
    with translation.override(language):
        return Award(
            key=enrolment.programme.translation_key,
            cycle=enrolment.cycle,
            title=found.outline.certificate_title,
            programme_title=found.outline.title,
            hours=found.outline.hours,
            period_from=begun,
            period_to=on,
            outcomes=found.outline.outcomes,
            competencies=[
                _awarded(competency, found.measured[pk])
                for pk, competency in found.competencies.items()
                if pk in found.measured and found.measured[pk].level
            ],
            validity_months=enrolment.programme.validity_months,
            language=language,
            basis={
                "programme": {
                    "code": found.outline.code,
                    "revision": enrolment.programme.latest_revision_id,
                },
                "steps": versions,
                "level_rule": found.rule_version,
            },
        )


def _awarded(competency: Competency, result: LevelResult) -> AwardedCompetency:
    """A level with the kinds of evidence that hold it on the day."""
    state = result.state(result.level)
    kinds = {
        item.kind
        for alternative in (state.alternatives if state else ())
        if alternative.is_met
        for item in alternative.items
    }
    return {
        "code": competency.code,
        "name": competency.name,
        "level": result.level,
        "level_name": str(Level(result.level).label),
        "kinds": sorted(kinds),
    }
