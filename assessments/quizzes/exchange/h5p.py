"""H5P packages: a question set or one question. Only the two JSON files and pictures are read.

Import only: an exported package would need the libraries, which are programs.
"""

import json
import posixpath
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from django.utils.translation import gettext as _

from assessments.quizzes.cleaning import FILE_PREFIX
from assessments.quizzes.exchange import h5p_questions
from assessments.quizzes.exchange.building import Unusable
from assessments.quizzes.exchange.h5p_questions import Params, words
from assessments.quizzes.exchange.markup import TooTangled
from assessments.quizzes.exchange.neutral import (
    CannotRead,
    File,
    NeutralQuestion,
    Reading,
    Skipped,
)
from assessments.quizzes.exchange.rich_text import settled
from assessments.quizzes.pictures import NotAPicture, picture_type, safe_name
from modules.packages import Package, shown

FORMAT = "h5p"
HEAD = "h5p.json"
CONTENT = "content/content.json"
MOST_JSON = 5 * 1024 * 1024
MOST_QUESTIONS = 1000
MOST_PARTS = 30_000  # options and choices of all questions together

_READERS: Mapping[str, Callable[[Params], Params]] = {
    "H5P.MultiChoice": h5p_questions.multi_choice,
    "H5P.TrueFalse": h5p_questions.true_false,
    "H5P.Blanks": h5p_questions.blanks,
    "H5P.DragText": h5p_questions.drag_text,
    "H5P.Essay": h5p_questions.essay,
    "H5P.MarkTheWords": h5p_questions.mark_the_words,
}


def read_package(data: bytes) -> Reading:
    """Raises :class:`CannotRead` when the package itself is at fault."""
    package = Package(data)
    head = _json(package, HEAD)
    main = str(head.get("mainLibrary", ""))
    content = _json(package, CONTENT)
    reading = Reading(FORMAT)
    if main in ("H5P.QuestionSet", "H5P.SingleChoiceSet"):
        _say_settings(reading, content)
    else:
        title = words(head.get("title")) or main
        content = {
            "questions": [{"library": main, "params": content, "metadata": {"title": title}}]
        }
    if main == "H5P.SingleChoiceSet":
        content = {"questions": h5p_questions.single_choices(content)}
    questions = content.get("questions")
    if not isinstance(questions, list) or len(questions) > MOST_QUESTIONS:
        raise CannotRead(_("The package holds no list of questions, or too long a one."))
    left = MOST_PARTS
    for place, question in enumerate(questions, start=1):
        _add(reading, package, place, question if isinstance(question, dict) else {})
        left -= _parts(reading.questions[-1].document) if reading.questions else 0
        if left < 0:
            raise CannotRead(_("The package holds too many answers; split it."))
    return reading


def _parts(document: Mapping[str, Any]) -> int:
    """Rows of a document, the choices of its gaps included."""
    rows = document.get("options") or ()
    return len(rows) + sum(len(row.get("choices", ())) for row in rows)


def _json(package: Package, name: str) -> Params:
    if name not in package:
        raise CannotRead(_("The package lacks “%(name)s”.") % {"name": name})
    data = package.read(name)
    if len(data) > MOST_JSON:
        raise CannotRead(_("“%(name)s” in the package is too large.") % {"name": name})
    try:
        value = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        value = None
    if not isinstance(value, dict):
        raise CannotRead(_("“%(name)s” in the package is no valid JSON.") % {"name": name})
    return value


def _say_settings(reading: Reading, content: Params) -> None:
    """Rules of the set belong to a quiz, not to a bank: said, so that an editor can set them."""
    if isinstance(mark := content.get("passPercentage"), int | float):
        reading.warnings.append(
            _("The set is passed with %(percent)s %%; set this in the quiz.") % {"percent": mark}
        )
    intro = content.get("introPage")
    if isinstance(intro, dict) and (text := words(intro.get("introduction"))):
        reading.warnings.append(_("The introduction is not imported: %(text)s") % {"text": text})
    ending = content.get("endGame")
    for text in h5p_questions.overall(ending if isinstance(ending, dict) else content):
        reading.warnings.append(
            _("Feedback on the whole set is not imported: %(text)s") % {"text": words(text)}
        )


def _add(reading: Reading, package: Package, place: int, question: Params) -> None:
    library = str(question.get("library", "")).split(" ")[0]
    metadata = question.get("metadata")
    title = words(metadata.get("title")) if isinstance(metadata, dict) else ""
    name = title[:200] or _("Question %(place)s") % {"place": place}
    params = question.get("params")
    reader = _READERS.get(library)
    if reader is None or not isinstance(params, dict):
        kind = shown(library) or "?"
        reason = _("This kind of H5P content is not known here: %(kind)s.") % {"kind": kind}
        reading.skipped.append(Skipped(name, None, reason))
        return
    try:
        reading.questions.append(_question(name, question, reader(params), package))
    except (Unusable, TooTangled) as reason:
        reading.skipped.append(Skipped(name, None, str(reason)))


def _question(name: str, question: Params, made: Params, package: Package) -> NeutralQuestion:
    """``made``: a document with HTML texts; ``_lost`` and ``_extras`` beside it."""
    lost = list(made.pop("_lost", ()))
    extras = made.pop("_extras", {})
    pictures = _Pictures(package)
    media = question["params"].get("media")
    if picture := pictures.of_media(media):
        made["prompt"] = picture + made["prompt"]
    document, kept, links = settled(made, extras)
    return NeutralQuestion(
        name=name,
        line=None,
        document=document,
        identifier=str(question.get("subContentId") or "")[:200],
        files=tuple(File(name, content) for name, content in pictures.files.items()),
        extras=kept,
        lost=tuple(dict.fromkeys([*lost, *pictures.lost, *links])),
    )


@dataclass
class _Pictures:
    package: Package
    files: dict[str, bytes] = field(default_factory=dict)
    lost: list[str] = field(default_factory=list)

    def of_media(self, media: Any) -> str:
        """The picture that stands above a question, as HTML."""
        kind = media.get("type") if isinstance(media, dict) else None
        if not isinstance(kind, dict) or not isinstance(kind.get("params"), dict):
            return ""
        library, params = str(kind.get("library", "")).split(" ")[0], kind["params"]
        if not library or not params:
            return ""
        file = params.get("file")
        path = file.get("path") if isinstance(file, dict) else None
        if library != "H5P.Image" or not isinstance(path, str):
            if library != "H5P.Image" or path is not None:
                self._lose(library)
            return ""
        place = posixpath.normpath(posixpath.join("content", unquote(path)))
        if ":" in path or not place.startswith("content/") or place not in self.package:
            self._lose(path)
            return ""
        content = self.package.read(place)
        try:
            name = safe_name(posixpath.basename(place), picture_type(content))
        except NotAPicture:
            self._lose(path)
            return ""
        self.files[name] = content
        return f'<p><img src="{FILE_PREFIX}{name}" alt="{h5p_questions.attribute(params)}"></p>'

    def _lose(self, what: str) -> None:
        self.lost.append(_("“%(name)s” is no picture that is accepted.") % {"name": shown(what)})
