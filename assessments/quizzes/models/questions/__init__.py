"""Every kind of question, one class each."""

from assessments.quizzes.models.questions.base import (
    DOCUMENT_SCHEMA,
    Difficulty,
    Format,
    Question,
    QuestionNotReady,
    QuestionQuerySet,
    Use,
)
from assessments.quizzes.models.questions.choice import (
    KprimQuestion,
    SeveralChoiceQuestion,
    SingleChoiceQuestion,
    TrueFalseQuestion,
)
from assessments.quizzes.models.questions.gaps import GapSelectQuestion, GapTextQuestion
from assessments.quizzes.models.questions.judgement import (
    JudgementChooseQuestion,
    JudgementQuestion,
    JudgementRankQuestion,
    JudgementRateQuestion,
    ReactionsQuestion,
)
from assessments.quizzes.models.questions.pairs import (
    CategoriseQuestion,
    MatchingQuestion,
    OrderQuestion,
)
from assessments.quizzes.models.questions.text import (
    LongAnswerQuestion,
    NumberQuestion,
    ShortTextQuestion,
)

QUESTION_MODELS: tuple[type[Question], ...] = (
    SingleChoiceQuestion,
    SeveralChoiceQuestion,
    TrueFalseQuestion,
    KprimQuestion,
    MatchingQuestion,
    CategoriseQuestion,
    OrderQuestion,
    GapSelectQuestion,
    GapTextQuestion,
    ShortTextQuestion,
    NumberQuestion,
    LongAnswerQuestion,
    JudgementQuestion,
    JudgementChooseQuestion,
    JudgementRankQuestion,
    JudgementRateQuestion,
)
MODEL_OF_KIND: dict[str, type[Question]] = {model.kind: model for model in QUESTION_MODELS}

__all__ = [
    "DOCUMENT_SCHEMA",
    "MODEL_OF_KIND",
    "QUESTION_MODELS",
    "CategoriseQuestion",
    "Difficulty",
    "Format",
    "GapSelectQuestion",
    "GapTextQuestion",
    "JudgementChooseQuestion",
    "JudgementQuestion",
    "JudgementRankQuestion",
    "JudgementRateQuestion",
    "KprimQuestion",
    "LongAnswerQuestion",
    "MatchingQuestion",
    "NumberQuestion",
    "OrderQuestion",
    "Question",
    "QuestionNotReady",
    "QuestionQuerySet",
    "ReactionsQuestion",
    "SeveralChoiceQuestion",
    "ShortTextQuestion",
    "SingleChoiceQuestion",
    "TrueFalseQuestion",
    "Use",
]
