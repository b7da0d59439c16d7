import hashlib
import json
import uuid
from collections.abc import Iterable
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from assessments.evidence.models import AppendOnlyModel, AppendOnlyQuerySet
from assessments.quizzes import differences
from assessments.quizzes.draw import Candidate
from assessments.quizzes.models.questions import Question, Use


def document_hash(document: dict[str, Any]) -> str:
    """sha256 of the canonical JSON form."""
    canonical = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


class Documents:
    """Documents of versions, read once a process: they never change, and nobody may change them."""

    MOST = 4000

    def __init__(self) -> None:
        self._kept: dict[int, dict[str, Any]] = {}

    def of(self, versions: Iterable[int]) -> dict[int, dict[str, Any]]:
        """Version id → document. One query for those not met before, else none."""
        wanted = set(versions)
        if missing := wanted - self._kept.keys():
            if len(self._kept) + len(missing) > self.MOST:
                self._kept.clear()
                missing = wanted
            rows = QuestionVersion.objects.filter(pk__in=missing)
            self._kept.update(rows.values_list("pk", "document"))
        return {version: self._kept[version] for version in wanted}

    def clear(self) -> None:
        self._kept.clear()


documents = Documents()


class ChangeLevel(models.TextChoices):
    """How much a version differs from the one before; empty for the first."""

    MAJOR = differences.MAJOR, _("major: other answers are right or count differently")
    MINOR = differences.MINOR, _("minor: only wording or filing")


class QuestionVersionQuerySet(AppendOnlyQuerySet):
    def latest_of(self, questions: Any) -> Self:
        """The newest version of each of ``questions``, in one query."""
        newest = (
            self.model.objects.filter(question=models.OuterRef("question"))
            .order_by("-number")
            .values("number")[:1]
        )
        return self.filter(question__in=questions, number=models.Subquery(newest))

    def candidates(
        self, bank_id: int | None, language: str, fixed: Iterable[uuid.UUID] = ()
    ) -> tuple[list[Candidate], list[Candidate]]:
        """What a quiz may draw from a bank, and the ``fixed`` questions (translation keys).

        Newest versions of published questions, in ``language``, Ukrainian where there is none.
        Two queries, three when there are documents not read before.
        """
        order = {key: place for place, key in enumerate(fixed)}
        questions = (
            Question.objects.non_polymorphic()
            .filter(
                models.Q(bank=bank_id, use=Use.QUIZ) | models.Q(translation_key__in=list(order)),
                live=True,
                locale__language_code__in={language, settings.LANGUAGE_CODE},
            )
            .values_list("pk", "translation_key", "locale__language_code")
        )
        chosen: dict[uuid.UUID, int] = {}
        for pk, key, code in questions:
            if key not in chosen or code == language:
                chosen[key] = pk
        keys = {pk: key for key, pk in chosen.items()}
        versions = {
            version: keys[question]
            for version, question in self.latest_of(list(keys)).values_list("pk", "question")
        }
        found = documents.of(versions)
        every = [Candidate.of(versions[pk], pk, found[pk]) for pk in sorted(versions)]
        return (
            [candidate for candidate in every if candidate.question not in order],
            sorted(
                (candidate for candidate in every if candidate.question in order),
                key=lambda candidate: order[candidate.question],
            ),
        )


class QuestionVersion(AppendOnlyModel):
    """A question as it was published. Never updated, never deleted."""

    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(_("number"))
    schema_version = models.PositiveSmallIntegerField()
    document = models.JSONField()
    sha256 = models.CharField(max_length=64)
    published_at = models.DateTimeField(auto_now_add=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    level = models.CharField(
        _("change"), max_length=5, blank=True, default="", choices=ChangeLevel.choices
    )
    parts = models.JSONField(default=list)  # of differences.PARTS

    objects = QuestionVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version of a question")
        verbose_name_plural = _("versions of questions")
        constraints = [
            models.UniqueConstraint(
                fields=["question", "number"], name="questionversion_number_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.document.get('code', '')} v{self.number}"
