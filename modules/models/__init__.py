from modules.models.competencies import Competency, Indicator, Level, LevelDescriptor
from modules.models.coverage import (
    LessonIndicator,
    Principle,
    PrincipleIndicator,
    PrincipleSource,
)
from modules.models.norms import Norm
from modules.models.pages import HomePage, InfoPage, ModuleIndexPage
from modules.models.steps import (
    LessonPage,
    ModuleCompetency,
    ModulePage,
    ModulePrerequisite,
    StepPage,
)

__all__ = [
    "Competency",
    "HomePage",
    "Indicator",
    "InfoPage",
    "LessonIndicator",
    "LessonPage",
    "Level",
    "LevelDescriptor",
    "ModuleCompetency",
    "ModuleIndexPage",
    "ModulePage",
    "ModulePrerequisite",
    "Norm",
    "Principle",
    "PrincipleIndicator",
    "PrincipleSource",
    "StepPage",
]
