from assessments.scenarios.models.authoring import NamedPlay, NodeComment, Proof, ScenarioSource
from assessments.scenarios.models.learning import ReviewCard, RunReflection, ScenarioRemark
from assessments.scenarios.models.panels import ExpertPanel, ExpertRating
from assessments.scenarios.models.runs import FeedbackMode, Run, RunMode, RunStep
from assessments.scenarios.models.scenario_page import ScenarioPage
from assessments.scenarios.models.scenarios import Scenario, ScenarioVersion

__all__ = [
    "ExpertPanel",
    "ExpertRating",
    "FeedbackMode",
    "NamedPlay",
    "NodeComment",
    "Proof",
    "ReviewCard",
    "Run",
    "RunMode",
    "RunReflection",
    "RunStep",
    "Scenario",
    "ScenarioPage",
    "ScenarioRemark",
    "ScenarioSource",
    "ScenarioVersion",
]
