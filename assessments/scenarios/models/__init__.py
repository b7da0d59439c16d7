from assessments.scenarios.models.runs import Run, RunMode, RunStep
from assessments.scenarios.models.scenario_page import ScenarioPage
from assessments.scenarios.models.scenarios import Scenario, ScenarioVersion

__all__ = ["Run", "RunMode", "RunStep", "Scenario", "ScenarioPage", "ScenarioVersion"]
