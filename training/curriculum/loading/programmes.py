"""Programmes: stages of modules, conditions, what the certificate says."""

from functools import partial
from typing import Any

from training.curriculum.identity import key_of
from training.curriculum.loading.blocks import points
from training.curriculum.loading.ledger import Item, Ledger
from training.curriculum.loading.saving import (
    assign,
    find_by_code,
    locale_of,
    publish,
    replace_children,
)
from training.curriculum.reading import records
from training.programmes.models import Programme, Stage, StageModule, TargetLevel


def load_programmes(content: records.Content, ledger: Ledger) -> None:
    for source in content.programmes:
        ledger.bring(
            Item(
                key=f"programme:{source.code}",
                place=source.place,
                digest=source.digest,
                find=partial(find_by_code, Programme, source.code, "uk"),
                write=partial(_write, source, ledger),
            )
        )


def _write(source: records.Programme, ledger: Ledger, programme: Programme | None) -> Programme:
    programme = programme or Programme(
        locale=locale_of("uk"), translation_key=key_of("programme", source.code)
    )
    assign(
        programme,
        {
            "code": source.code,
            "title": source.title,
            "summary": source.summary,
            "due_days": source.due_days,
            "hours": source.hours,
            "validity_months": source.validity_months,
            "renewal_days": source.renewal_days,
            "certificate_title": source.certificate_title,
            "outcomes": points(source.outcomes, "programme", source.code),
            "in_order": source.in_order,
            "no_open_critical_error": source.no_open_critical_error,
        },
    )
    replace_children(programme, "stages", "translation_key", _stages(source, ledger, programme))
    targets: list[Any] = [
        TargetLevel(competency_id=ledger.pk(f"competency:{ref.code}:uk", ref.place), level=level)
        for ref, level in source.target_levels
    ]
    replace_children(programme, "targets", "competency_id", targets)
    return publish(programme)


def _stages(source: records.Programme, ledger: Ledger, programme: Programme) -> list[Any]:
    """Stages are known by their number, so that renaming one keeps it."""
    before = {stage.translation_key: stage for stage in programme.stages.all()}
    stages = []
    for number, stage_source in enumerate(source.stages, start=1):
        key = key_of("stage", source.code, number)
        stage = before.get(key) or Stage(locale=locale_of("uk"), translation_key=key)
        stage.title = stage_source.title
        modules: list[Any] = [
            StageModule(module_id=ledger.pk(f"module:{ref.code}", ref.place))
            for ref in stage_source.modules
        ]
        replace_children(stage, "modules", "module_id", modules)
        stages.append(stage)
    return stages
