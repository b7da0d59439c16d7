"""What a person tells about themselves. Private: its owner, and whom the owner shares it with."""

from assessments.reflections.models.notes import MAX_CHARACTERS, PrivateNote
from assessments.reflections.models.self_assessment_page import (
    AskedCompetency,
    Moment,
    SelfAssessmentPage,
)
from assessments.reflections.models.self_assessments import (
    Frequency,
    SelfAnswer,
    SelfAssessment,
    Share,
)
from assessments.reflections.models.statements import Statement

__all__ = [
    "MAX_CHARACTERS",
    "AskedCompetency",
    "Frequency",
    "Moment",
    "PrivateNote",
    "SelfAnswer",
    "SelfAssessment",
    "SelfAssessmentPage",
    "Share",
    "Statement",
]
