from assessments.quizzes.models.attempts import (
    GRACE,
    AnswerLog,
    Attempt,
    AttemptItem,
    QuarantinedPacket,
)
from assessments.quizzes.models.questions import (
    QUESTION_MODELS,
    Difficulty,
    JudgementQuestion,
    Question,
    QuestionBank,
    SeveralChoiceQuestion,
    SingleChoiceQuestion,
    TrueFalseQuestion,
    Use,
)
from assessments.quizzes.models.quiz_page import Feedback, QuizPage
from assessments.quizzes.models.versions import QuestionVersion, document_hash

__all__ = [
    "GRACE",
    "QUESTION_MODELS",
    "AnswerLog",
    "Attempt",
    "AttemptItem",
    "Difficulty",
    "Feedback",
    "JudgementQuestion",
    "QuarantinedPacket",
    "Question",
    "QuestionBank",
    "QuestionVersion",
    "QuizPage",
    "SeveralChoiceQuestion",
    "SingleChoiceQuestion",
    "TrueFalseQuestion",
    "Use",
    "document_hash",
]
