from training.programmes.queries.conditions import Gaps, LevelGap, award, gaps, missing
from training.programmes.queries.outlines import (
    ModuleOutline,
    Outline,
    StageOutline,
    outline,
    outlines,
)
from training.programmes.queries.prerequisites import (
    is_ordered_by_stage,
    unmet_prerequisites,
)
from training.programmes.queries.progress import (
    Progress,
    current_enrolment,
    latest_enrolment,
    progress_of,
    with_all_steps_done,
)

__all__ = [
    "Gaps",
    "LevelGap",
    "ModuleOutline",
    "Outline",
    "Progress",
    "StageOutline",
    "award",
    "current_enrolment",
    "gaps",
    "is_ordered_by_stage",
    "latest_enrolment",
    "missing",
    "outline",
    "outlines",
    "progress_of",
    "unmet_prerequisites",
    "with_all_steps_done",
]
