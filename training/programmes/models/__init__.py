from training.programmes.models.enrolments import Enrolment
from training.programmes.models.programmes import Programme, Stage, StageModule, TargetLevel

__all__ = ["Enrolment", "Programme", "Stage", "StageModule", "TargetLevel"]
