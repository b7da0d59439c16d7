"""Between questions of a bank and the in-between form of question files."""

import hashlib
import json
import re
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from urllib.parse import quote

from django.core.files.storage import storages
from django.utils.translation import gettext as _

from assessments.quizzes.cleaning import FILE_PREFIX, clean_document
from assessments.quizzes.decimals import decimal_text, read_decimal
from assessments.quizzes.exchange.markup import words_of
from assessments.quizzes.exchange.neutral import File, NeutralQuestion
from assessments.quizzes.exchange.rich_text import with_texts
from assessments.quizzes.exchange.soundness import GAPS
from assessments.quizzes.models import MODEL_OF_KIND, Question, QuestionFile
from assessments.quizzes.tags import tag_line, tag_list
from modules.models import Competency, Norm

# what an import remembers of itself among the extras of a question
OURS = "import"
_ABOUT_US = frozenset({OURS, "name"})
_COMPETENCY = re.compile(r"(?P<competency>[A-Z]{2,4}-\d{2,3})(?P<indicator>\.\d{1,3})?")
_LISTS = ("options", "choices", "answers", "units", "rubric", "levels")
MOST_POINTS = 10_000
LEAST_POINTS = Decimal("0.001")
_NAMED = re.compile(r"g\d{1,3}|true|false")


@dataclass(frozen=True)
class Vocabulary:
    """What documents name by words: competencies by code, sources of law as they are shown."""

    competencies: Mapping[str, int]
    norms: Mapping[str, int]

    @classmethod
    def load(cls) -> "Vocabulary":
        competencies = Competency.objects.canonical().values_list("code", "pk")
        return cls(dict(competencies), {str(norm): norm.pk for norm in Norm.objects.all()})


# --- Out of a bank ------------------------------------------------------------------------------
def neutral_of(question: Question, *, with_files: bool = True) -> NeutralQuestion:
    """A question as its editor sees it: the newest draft."""
    draft: Question = question.get_latest_revision_as_object()
    document = draft.document()
    extras = {key: value for key, value in draft.extras.items() if key not in _ABOUT_US}
    return NeutralQuestion(
        name=str(draft.extras.get("name") or name_of(document)),
        line=None,
        document=document,
        identifier=draft.identifier or draft.code,
        category=draft.category,
        tags=tuple(tag_list(draft.tags)),
        files=tuple(_files(question.bank_id, document)) if with_files else (),
        extras=extras,
    )


def name_of(document: Mapping[str, Any]) -> str:
    """The beginning of a question, for formats that name their questions."""
    prompt = str(document.get("prompt", ""))
    words = words_of(prompt) if document.get("format") == "html" else " ".join(prompt.split())
    return words if len(words) <= 60 else words[:59].rstrip() + "…"


def _files(bank_id: int | None, document: Mapping[str, Any]) -> Iterator[File]:
    names = [file["name"] for file in document.get("files", ())]
    if not names:
        return
    for row in QuestionFile.objects.filter(bank_id=bank_id, name__in=names).order_by("name"):
        with storages["private"].open(row.stored) as stream:
            yield File(row.name, stream.read())


# --- Into a bank --------------------------------------------------------------------------------
def values_of(question: NeutralQuestion, vocabulary: Vocabulary) -> dict[str, Any]:
    """Field values of the question's kind, without bank, code and files.

    Raises ``LookupError``, ``TypeError`` or ``ValueError`` for a document that lacks a part.
    """
    document = dict(question.document)
    notes = list(question.lost)
    competency, indicator = _measured(question)
    if competency and competency not in vocabulary.competencies:
        notes.append(_("Competency of the file: %(code)s") % {"code": competency})
    norm = str(document.get("norm") or "")
    if norm and norm not in vocabulary.norms:
        notes.append(_("Source of law of the file: %(norm)s") % {"norm": norm})
    document["lesson"] = _uuid_or_none(document.get("lesson"))
    if question.kind in GAPS and not str(document.get("prompt") or "").strip():
        document["prompt"] = _("Fill in the gaps.")
    document["points"] = _points(document.get("points", "1"), notes)
    return {
        **MODEL_OF_KIND[question.kind].values_of(document),
        "competency_id": vocabulary.competencies.get(competency),
        "indicator": indicator[:20],
        "norm_id": vocabulary.norms.get(norm),
        "source": str(document.get("source") or "")[:200],
        "siblings": _slug(document.get("siblings")),
        "tags": tag_line(question.tags),
        "identifier": question.identifier[:255],
        "category": question.category[:500],
        "extras": {**question.extras, "name": question.name},
        "editors_note": "\n".join(notes),
    }


def _points(said: Any, notes: list[str]) -> str:
    """Points as a bank keeps them: above 0, three places. Raises ``ValueError``."""
    value = read_decimal(said)
    if value is None or not 0 < value < MOST_POINTS:
        raise ValueError(said)
    kept = max(value.quantize(LEAST_POINTS, ROUND_HALF_UP), LEAST_POINTS)
    if kept != value:
        notes.append(_("Points of the file: %(points)s") % {"points": said})
    return decimal_text(kept)


def _measured(question: NeutralQuestion) -> tuple[str, str]:
    """Competency and indicator: as the document says, else as a tag like FL-02.3 does."""
    said = str(question.document.get("competency") or "")
    indicator = str(question.document.get("indicator") or "")
    if said or indicator:
        return said or indicator.partition(".")[0], indicator
    for tag in question.tags:
        if found := _COMPETENCY.fullmatch(tag.strip()):
            return found["competency"], tag.strip() if found["indicator"] else ""
    return "", ""


def _uuid_or_none(value: Any) -> str | None:
    try:
        return str(uuid.UUID(str(value))) if value else None
    except ValueError:
        return None


def _slug(value: Any) -> str:
    return re.sub(r"[^A-Za-z0-9_-]+", "-", str(value or "")).strip("-")[:40]


def with_lasting_ids(
    question: NeutralQuestion, before: Mapping[str, Any] | None = None
) -> NeutralQuestion:
    """With ids that last: those of ``before`` for the same texts, unique ones for the rest."""
    known = dict(_ids_by_text(before)) if before else {}
    return replace(question, document=_with_ids(dict(question.document), known))


def _ids_by_text(document: Mapping[str, Any]) -> Iterator[tuple[tuple[str, str], str]]:
    for key in _LISTS:
        for row in document.get(key) or ():
            yield (key, _text_of(row)), str(row.get("id", ""))
            yield from _ids_by_text(row)


def _text_of(row: Mapping[str, Any]) -> str:
    return " ".join(str(row.get("text") or row.get("value") or "").split())


def _with_ids(document: dict[str, Any], known: Mapping[tuple[str, str], str]) -> dict[str, Any]:
    renamed: dict[str, str] = {}
    taken: set[str] = set()
    for key in ("choices", *(key for key in _LISTS if key != "choices")):
        rows = document.get(key)
        if not isinstance(rows, list):
            continue
        fresh = []
        for row in rows:
            old = str(row.get("id") or "")
            new = known.get((key, _text_of(row)), "") or _lasting(old)
            new = new if new not in taken else str(uuid.uuid4())
            taken.add(new)
            renamed[old] = new
            fresh.append(_with_ids({**row, "id": new}, known))
        document[key] = fresh
    for row in document.get("options") or ():
        if "match" in row:
            row["match"] = renamed.get(str(row["match"]), row["match"])
    return document


def _lasting(name: str) -> str:
    """Gaps and truths are known by their names; an id that is unique everywhere is kept."""
    if _NAMED.fullmatch(name) or _uuid_or_none(name):
        return name
    return str(uuid.uuid4())


def with_file_names(question: NeutralQuestion, names: Mapping[str, str]) -> NeutralQuestion:
    """With pictures under the names that the bank has for them."""
    links = {
        f"{FILE_PREFIX}{written}": f"{FILE_PREFIX}{new}"
        for old, new in names.items()
        for written in (old, quote(old), quote(old, safe=""))
    }
    if not links:
        return question
    pattern = re.compile("|".join(map(re.escape, sorted(links, key=len, reverse=True))))
    document = with_texts(
        question.document, lambda text: pattern.sub(lambda found: links[found[0]], text)
    )
    return replace(question, document=document)


# --- Sameness -----------------------------------------------------------------------------------
def fingerprint(question: NeutralQuestion) -> str:
    """The same for the same content, whatever the ids: what a file says of a question."""
    document = question.document
    if document.get("format") == "html":
        document = clean_document(document)
    said = {
        "document": _without_ids(document),
        "tags": tag_line(question.tags),
        "category": question.category,
        "extras": {key: value for key, value in question.extras.items() if key not in _ABOUT_US},
    }
    return _digest(said)


def content_key(question: NeutralQuestion) -> str:
    """Kind and texts: how a question without an identifier is known again."""
    document = question.document
    texts = [str(document.get(key) or "") for key in ("prompt", "text")]
    rows = [_text_of(row) for key in _LISTS for row in document.get(key) or ()]
    return _digest([question.kind, *(" ".join(text.split()) for text in (*texts, *rows))])


_NOT_CONTENT = frozenset({"id", "code", "files", "schema_version", "panel"})


def _without_ids(value: Any, *, keys: frozenset[str] = _NOT_CONTENT) -> Any:
    """Choices are named by their texts, so that pairs are compared and not their names."""
    if isinstance(value, Mapping):
        texts = {
            choice.get("id"): choice.get("text")
            for choice in value.get("choices") or ()
            if isinstance(choice, Mapping)
        }
        cleaned = {
            key: _without_ids(one)
            for key, one in value.items()
            if key not in keys and one not in ("", None, [], ())
        }
        for option in cleaned.get("options", ()):
            if isinstance(option, dict) and "match" in option:
                option["match"] = texts.get(option["match"], option["match"])
        return cleaned
    return [_without_ids(one) for one in value] if isinstance(value, list | tuple) else value


def _digest(value: Any) -> str:
    canonical = json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(canonical.encode(errors="surrogatepass")).hexdigest()
