"""A published document in rows of words: what is asked, what is right, what is said about it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from assessments.quizzes.panels import Panel

Document = Mapping[str, Any]


@dataclass(frozen=True)
class Row:
    """``text`` is shown while asked or compared with what is typed; ``key`` says what is right."""

    id: str
    text: str
    key: str = ""
    feedback: str = ""


def described(document: Document) -> list[Row]:
    """Everything about a document that a person may answer, in the order authored."""
    kind = document["kind"]
    if kind in ("matching", "categorise"):
        return list(_sides(document))
    if kind in ("gap_select", "gap_text"):
        return list(_gaps(document))
    if kind == "short":
        return list(_accepted(document["answers"]))
    if kind == "number":
        return list(_numbers(document))
    if kind == "long":
        return list(_rubric(document))
    return [
        Row(
            option["id"],
            _text(document, option),
            _key(document, option, place),
            option["feedback"],
        )
        for place, option in enumerate(document["options"], start=1)
    ]


def _text(document: Document, option: Mapping[str, Any]) -> str:
    if document["kind"] != "true_false":
        return str(option["text"])
    return _("True") if option["id"] == "true" else _("False")


def _key(document: Document, option: Mapping[str, Any], place: int) -> str:
    kind = document["kind"]
    if kind == "order":
        return _("place %(number)s") % {"number": place}
    if kind == "judgement":
        best, worst = pgettext("reaction", "Best"), pgettext("reaction", "Worst")
        return {"best": best, "worst": worst}.get(option["key"], "–")
    if kind == "judgement_rank":
        return _("place %(number)s") % {"number": option["rank"]}
    if kind == "judgement_rate":
        return _("rating %(number)s") % {"number": option["rating"]}
    if kind == "judgement_choose":
        if document.get("marking") == "consensus":
            return _("experts: %(number)s") % {"number": option["experts"]}
        return _("quality %(number)s") % {"number": option["quality"]}
    words = {True: pgettext("answer", "Right"), False: pgettext("answer", "Not right")}
    if kind == "kprim":
        words = dict(zip((True, False), document["labels"], strict=True))
    return _worth(words[bool(option["right"])], option)


def _worth(words: str, row: Mapping[str, Any]) -> str:
    fraction = row.get("fraction")
    return f"{words} · {fraction} %" if fraction is not None else words


def _sides(document: Document) -> Iterator[Row]:
    choices = {choice["id"]: choice["text"] for choice in document["choices"]}
    for option in document["options"]:
        match = choices.get(option["match"], "–")
        yield Row(option["id"], option["text"], match, option["feedback"])
    used = {option["match"] for option in document["options"]}
    for key, text in choices.items():
        if key not in used:
            yield Row(key, "–", text)


def _gaps(document: Document) -> Iterator[Row]:
    for gap in document["options"]:
        name = f"[[{gap['id'].removeprefix('g')}]]"
        if gap["type"] == "select":
            inside: Iterable[Row] = _accepted(gap["choices"])
        elif gap["type"] == "number":
            inside = map(_number, gap["answers"])
        else:
            inside = _accepted(gap["answers"])
        for row in inside:
            yield Row(f"{gap['id']} {row.id}", f"{name} {row.text}", row.key, row.feedback)


def _accepted(answers: Iterable[Mapping[str, Any]]) -> Iterator[Row]:
    for answer in answers:
        yield Row(answer["id"], answer["text"], f"{answer['fraction']} %", answer["feedback"])


def _number(answer: Mapping[str, Any]) -> Row:
    text = str(answer["value"])
    if answer["tolerance"] not in ("", "0") and text != "*":
        meant = {
            "nominal": _("%(value)s ± %(tolerance)s"),
            "relative": _("%(value)s ± %(tolerance)s of it"),
            "geometric": _("%(value)s, times or divided by 1 + %(tolerance)s"),
        }
        text = meant.get(answer["tolerance_kind"], meant["nominal"]) % {
            "value": text,
            "tolerance": answer["tolerance"],
        }
    return Row(answer["id"], text, f"{answer['fraction']} %", answer["feedback"])


def _numbers(document: Document) -> Iterator[Row]:
    yield from map(_number, document["answers"])
    if document["unit"] != "none":
        for unit in document["units"]:
            yield Row(unit["id"], unit["text"], f"× {unit['factor']}")


def _rubric(document: Document) -> Iterator[Row]:
    for criterion in document["rubric"]:
        yield Row(criterion["id"], criterion["text"], _points(criterion["points"]))
        for place, level in enumerate(criterion["levels"]):
            name = f"{criterion['id']} {place}"
            yield Row(name, f"– {level['text']}", _points(level["points"]))


def _points(points: str) -> str:
    return _("points: %(points)s") % {"points": points}


def part_in_words(part: str) -> str:
    """A part of a difference (``differences.PARTS``) as an editor reads it."""
    words = {
        "kind": _("another kind"),
        "key": _("what is right"),
        "options_added": _("options added"),
        "options_removed": _("options removed"),
        "fractions": _("what options are worth"),
        "marking": _("marking"),
        "accepted": _("accepted answers"),
        "tolerance": _("tolerance"),
        "units": _("units"),
        "points": pgettext("of a question", "points"),
        "rubric": _("points of the rubric"),
        "panel": _("whether the expert panel lets it count"),
        "prompt": _("wording of the question"),
        "options_text": _("wording of options"),
        "options_order": _("order of options"),
        "feedback": _("feedback"),
        "explanation": _("explanation"),
        "classification": _("competency, difficulty or group"),
        "source": _("source"),
        "lesson": _("lesson to reread"),
        "files": _("pictures"),
        "format": _("plain text or HTML"),
        "limits": _("limits in words"),
        "notes": _("notes and sample for those who mark"),
        "panel_figures": _("figures of the expert panel"),
    }
    return words.get(part, _("something else"))


def panel_in_words(panel: Panel | None, document: Document) -> list[str]:
    """What the experts make of a question, in sentences."""
    if panel is None:
        return [_("No expert has been asked: the author’s key counts as it is.")]
    figures = panel.document()
    said = [
        ngettext(
            "%(count)d expert gave a whole key; agreement %(agreement)s of 1.",
            "%(count)d experts gave a whole key; agreement %(agreement)s of 1.",
            panel.raters,
        )
        % {"count": panel.raters, "agreement": figures["agreement"]}
    ]
    if not panel.has_enough:
        said.append(_("Fewer than five experts: the question is asked, but does not count."))
    elif not panel.is_agreed:
        said.append(_("Less than 0.70, the experts disagree: it is asked, but does not count."))
    else:
        said.append(_("The experts agree: the question counts."))
    if panel.reactions and not panel.is_agreed:
        texts = {option["id"]: option["text"] for option in document["options"]}
        worst = min(panel.reactions, key=lambda one: panel.reactions[one])
        said.append(_("They differ most about: “%(text)s”") % {"text": texts[worst]})
    return said
