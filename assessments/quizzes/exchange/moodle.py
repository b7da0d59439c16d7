"""Reader of Moodle XML: what every question has; its types are in ``moodle_kinds``."""

from typing import Any

from django.utils.translation import gettext as _

from assessments.quizzes.exchange.building import (
    Part,
    Unusable,
    category_path,
    figure,
    fraction_text,
    reaches_full,
    whole,
)
from assessments.quizzes.exchange.gift import default_name
from assessments.quizzes.exchange.markup import Cleaner, Rich, TooTangled
from assessments.quizzes.exchange.moodle_files import Shelf, decoded
from assessments.quizzes.exchange.moodle_kinds import READERS, Source
from assessments.quizzes.exchange.moodle_tree import Node, read_questions
from assessments.quizzes.exchange.neutral import (
    MOST_QUESTIONS,
    CannotRead,
    NeutralQuestion,
    Reading,
    Skipped,
)

FORMAT = "moodle-xml"
COMBINED = ("correctfeedback", "partiallycorrectfeedback", "incorrectfeedback")
FLAGS = ("shownumcorrect", "clearwrong", "statewithwrong")

_READ_HERE = frozenset(
    (
        *("name", "questiontext", "generalfeedback", "defaultgrade", "idnumber", "tags", "hint"),
        *("image", "image_base64", *COMBINED),
    )
)


def read(data: bytes) -> Reading:
    """Questions of a Moodle XML file. Raises :class:`CannotRead` when it is not one."""
    file = _File(Reading(FORMAT), Cleaner())
    read_questions(data, file.take)
    if not file.reading.questions and not file.reading.skipped:
        file.reading.warnings.append(_("The file holds no questions."))
    return file.reading


class _File:
    """The state of a file: the category that holds from here on."""

    def __init__(self, reading: Reading, cleaner: Cleaner) -> None:
        self.reading = reading
        self.cleaner = cleaner
        self.category = ""
        self.count = 0

    def take(self, node: Node) -> None:
        type_ = node.attributes.get("type", "").strip()
        self.count += 1
        if self.count > 2 * MOST_QUESTIONS or (
            len(self.reading.questions) + len(self.reading.skipped) >= MOST_QUESTIONS
        ):
            raise CannotRead(
                _("The file holds more than %(count)d questions. Split it into several files.")
                % {"count": MOST_QUESTIONS}
            )
        if type_ == "category":
            self._take_category(node)
            return
        try:
            question = self._question(node, type_)
        except (Unusable, TooTangled) as reason:
            name = " ".join(node.text_of("name").split()) or default_name(
                node.text_of("questiontext")[:500], "html"
            )
            self.reading.skipped.append(Skipped(name, node.line, str(reason)))
        else:
            self.reading.questions.append(question)

    def _take_category(self, node: Node) -> None:
        self.category = category_path(node.text_of("category"))
        if node.text_of("info"):
            self.reading.warnings.append(
                _("Line %(line)d: the description of the category “%(name)s” is not kept.")
                % {"line": node.line, "name": self.category}
            )

    def _question(self, node: Node, type_: str) -> NeutralQuestion:
        source = Source(node, Shelf())
        body = _body(source, type_)
        prompt = Rich("") if "text" in body else source.prompt
        if "text" not in body and not prompt.text:
            raise Unusable(_("The question has no text."))
        points = _points(node, body)
        settled = self.cleaner.settled(
            {
                "document": whole(body, prompt, source.rich("generalfeedback"), points),
                "extras": {**_extras(source), **source.extras},
            }
        )
        shelf = source.shelf
        document = {**settled.value["document"], "format": settled.format}
        name = " ".join(node.text_of("name").split()) or default_name(
            document.get("text") or document["prompt"], settled.format
        )
        if body["kind"] == "many" and not reaches_full(body):
            self.reading.warnings.append(
                _("Line %(line)d, %(name)s: %(remark)s")
                % {
                    "line": node.line,
                    "name": name,
                    "remark": _("the right answers together are worth less than 100 %"),
                }
            )
        return NeutralQuestion(
            name=name,
            line=node.line,
            document=document,
            identifier=node.text_of("idnumber"),
            category=self.category,
            tags=_tags(node),
            files=(*shelf.files.values(), *settled.files),
            extras=settled.value["extras"],
            lost=tuple(dict.fromkeys((*shelf.lost, *settled.lost))),
        )


def _body(source: Source, type_: str) -> Part:
    _add_old_picture(source)
    if type_ == "description":
        raise Unusable(_("This is a text (description), not a question."))
    if type_.startswith("calculated"):
        raise Unusable(
            _("Questions with computed values (%(type)s) are not offered here.") % {"type": type_}
        )
    reader = READERS.get(type_)
    if not reader:
        raise Unusable(_("Questions of the type “%(type)s” cannot be read.") % {"type": type_[:60]})
    return reader(source)


def _add_old_picture(source: Source) -> None:
    """Files of old releases name one picture of the whole question beside its text."""
    name = source.node.text_of("image").rpartition("/")[2]
    content = source.node.child("image_base64")
    if not name and content is None:
        return
    picture = decoded(content) if content else None
    if picture is None:
        source.shelf.lost.append(_("the picture “%(name)s” is not in the file") % {"name": name})
        return
    source.add_picture(source.shelf.put(name or "picture", picture))


def _points(node: Node, body: Part) -> str:
    """``defaultgrade``; a cloze without one is worth the sum of its gaps."""
    text = node.text_of("defaultgrade")
    if not text:
        return str(body.get("points", "1"))
    value = figure(text)
    if value is None or value < 0:
        raise Unusable(_("“%(text)s” is no number of points.") % {"text": text[:40]})
    return fraction_text(value)


def _tags(node: Node) -> tuple[str, ...]:
    found = (tag.words for tags in node.all("tags") for tag in tags.all("tag"))
    return tuple(dict.fromkeys(tag for tag in found if tag))


def _extras(source: Source) -> dict[str, Any]:
    """What the document has no place for, under the names of Moodle XML."""
    extras: dict[str, Any] = {}
    for name in COMBINED:
        if (feedback := source.rich(name)).text:
            extras[name] = feedback
    hints = [_hint(source, hint) for hint in source.node.all("hint")]
    if hints:
        extras["hints"] = hints
    for child in source.node.children:
        if child.tag in _READ_HERE or child.tag in source.used:
            continue
        if any(inner.tag != "text" for inner in child.children):
            source.shelf.lost.append(_("not kept: <%(tag)s>") % {"tag": child.tag[:60]})
        elif child.tag in FLAGS:
            extras[child.tag] = child.words not in ("0", "false")
        elif child.words:
            extras[child.tag] = child.words
    return extras


def _hint(source: Source, hint: Node) -> dict[str, Any]:
    found: dict[str, Any] = {"text": source.rich_of(hint)}
    for flag in FLAGS:
        if child := hint.child(flag):
            found[flag] = child.words not in ("0", "false")
    if options := hint.text_of("options"):
        found["options"] = options
    return found
