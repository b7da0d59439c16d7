"""One QTI item, opened: its texts as HTML, its interactions, its feedback, its scoring."""

import html
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from xml.etree.ElementTree import Element

from django.utils.translation import gettext as _

from assessments.quizzes.exchange.qti_declarations import ResponseDeclaration, Value
from assessments.quizzes.exchange.qti_own import parsed
from assessments.quizzes.exchange.qti_scoring import Budget, Result, Scoring, UnknownProcessing
from assessments.quizzes.exchange.qti_xml import below, children, dashed, first, words
from modules.packages import shown

BLOCKS = ("choiceInteraction", "orderInteraction", "matchInteraction", "extendedTextInteraction")
INLINE = ("textEntryInteraction", "inlineChoiceInteraction")
FEEDBACK = ("feedbackInline", "feedbackBlock")
_VOID = ("br", "hr", "img")
_HIDDEN = (*FEEDBACK, "templateInline", "templateBlock", "stylesheet", "style")
_UNSEEN = ("script", "printedVariable", "include", "customOperator")

PERCENT = Decimal("0.00001")


class Unfit(Exception):
    """Why an item makes no question; the message is for the person."""


# The address of a picture → its link in our texts, "" when it cannot be taken (and was noted).
Pictures = Callable[[str], str]
# The address of a shared text → its HTML, "" when it cannot be taken.
Passages = Callable[[str], str]


@dataclass
class Feedback:
    """A text shown when ``outcome`` holds ``identifier``; ``choice``: inside which option."""

    outcome: str
    identifier: str
    markup: str
    choice: str = ""
    is_used: bool = False


@dataclass
class Item:
    """``lost``: what could not be kept, in words, gathered while reading."""

    root: Element
    pictures: Pictures
    passages: Passages
    budget: Budget
    lost: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.body = first(self.root, "itemBody") or Element("itemBody")
        self.own = parsed(self.body.get("data-bank", ""))
        self.interactions = self._interactions()
        self.scoring = Scoring(self.root, self.budget)
        self.feedbacks = self._feedbacks()

    # --- what it asks ----------------------------------------------------------------------
    def _interactions(self) -> list[Element]:
        found = [el for el in self.body.iter() if str(el.tag).endswith("Interaction")]
        unknown = {str(el.tag) for el in found} - {*BLOCKS, *INLINE}
        if unknown:
            names = ", ".join(sorted(shown(dashed(name)) for name in unknown))
            raise Unfit(_("This way of asking is not known here: %(names)s.") % {"names": names})
        if not found:
            raise Unfit(_("It asks nothing: there is no interaction."))
        if len(found) > 1 and any(el.tag in BLOCKS for el in found):
            raise Unfit(_("It asks several questions at once; make each an item of its own."))
        if first(self.root, "templateDeclaration", "templateProcessing") is not None:
            raise Unfit(_("Its values are drawn at random (template processing)."))
        if self.root.get("adaptive") in ("true", "1"):
            raise Unfit(_("It is adaptive: it changes with each try."))
        return found

    @property
    def only(self) -> Element:
        return self.interactions[0]

    def response(self, interaction: Element) -> ResponseDeclaration:
        name = interaction.get("responseIdentifier", "")
        if name not in self.scoring.responses:
            raise Unfit(_("Its response “%(name)s” is not declared.") % {"name": shown(name)})
        return self.scoring.responses[name]

    def whole(self, best: float) -> float:
        """The points that 100 per cent stand for: those of the best answer.

        A file of our own says them itself: no answer need earn them all.
        """
        maximum = self.scoring.maximum()
        return maximum if self.own and maximum else best

    def name(self, fallback: str) -> str:
        return " ".join((self.root.get("title") or self.root.get("identifier") or fallback).split())

    # --- scoring ---------------------------------------------------------------------------
    def run(self, given: Mapping[str, Value | None]) -> Result:
        try:
            return self.scoring.run(given)
        except UnknownProcessing as error:
            raise Unfit(
                _("Its own response processing is not understood: %(name)s.")
                % {"name": shown(dashed(error.name))}
            ) from error

    def probe(self, response: ResponseDeclaration, atoms: Iterable[Any]) -> Result:
        """What an answer of ``atoms`` gives; no atoms means no answer."""
        listed = tuple(atoms)
        return self.run({response.identifier: response.value(listed) if listed else None})

    # --- texts -----------------------------------------------------------------------------
    def prompt(self, marker: Callable[[Element], str] | None = None) -> str:
        """The body as HTML: a block interaction is its own prompt, an inline one its marker."""
        if self.own:
            return self.part("prompt")
        stimuli = "".join(
            self.passages(ref.get("href", ""))
            for ref in children(self.root, "assessmentStimulusRef")
        )
        return stimuli + self.inner(self.body, marker)

    def part(self, name: str, marker: Callable[[Element], str] | None = None) -> str:
        """A text of an item of our own; "" when somebody took it away."""
        for element in self.body.iter():
            if element.get("data-part") == name:
                return self.inner(element, marker)
        return ""

    def inner(self, element: Element, marker: Callable[[Element], str] | None = None) -> str:
        """The content of an element as HTML, without feedback and rubrics."""
        parts = [self._words(element.text)]
        for child in element:
            parts.append(self._outer(child, marker))
            parts.append(self._words(child.tail))
        return "".join(parts)

    def _words(self, text: str | None) -> str:
        """Words between tags; a file of our own says where every space is."""
        text = text or ""
        return html.escape(text if self.own else _drawn_together(text), quote=False)

    def _outer(self, child: Element, marker: Callable[[Element], str] | None) -> str:
        name = str(child.tag)
        if name in _HIDDEN:
            return ""
        if name in INLINE:
            return marker(child) if marker else ""
        if name in BLOCKS:
            question = first(child, "prompt")
            return f"<div>{self.inner(question, marker)}</div>" if question is not None else ""
        if name in _UNSEEN:
            self.note(_("“%(name)s” was left out.") % {"name": shown(dashed(name))})
            return ""
        if name in ("img", "object"):
            return self._embedded(child)
        if name == "rubricBlock":
            return self._rubric(child, marker)
        if name == "pre":
            return f"<pre>{html.escape(''.join(child.itertext()), quote=False)}</pre>"
        if name == "math":
            self.note(_("A formula was kept as its words only."))
            return html.escape(words(child), quote=False)
        if name in _VOID:
            return f"<{name}>"
        attributes = "".join(
            f' {key}="{html.escape(value)}"' for key, value in child.attrib.items() if key.isalnum()
        )
        return f"<{name}{attributes}>{self.inner(child, marker)}</{name}>"

    def _rubric(self, block: Element, marker: Callable[[Element], str] | None) -> str:
        """What candidates may see belongs to the question; the rest is for markers."""
        if "candidate" in block.get("view", "").split():
            return f"<div>{self.inner(block, marker)}</div>"
        if self.only.tag != "extendedTextInteraction":
            self.note(_("A note for markers was left out."))
        return ""

    def _embedded(self, element: Element) -> str:
        address = element.get("src") or element.get("data") or ""
        kind = element.get("type", "")
        if element.tag == "object" and kind.partition(";")[0] in ("text/html", "text/plain"):
            return self.passages(address)
        if element.tag == "object" and not kind.startswith("image/"):
            self.note(_("“%(name)s” was left out.") % {"name": shown(address)})
            return self.inner(element)
        link = self.pictures(address)
        words_instead = element.get("alt") or words(element)
        if not link:
            return html.escape(words_instead, quote=False)
        sizes = "".join(
            f' {side}="{element.get(side)}"'
            for side in ("width", "height")
            if (element.get(side) or "").isdecimal()
        )
        return f'<img src="{html.escape(link)}" alt="{html.escape(words_instead)}"{sizes}>'

    def note(self, loss: str) -> None:
        if loss not in self.lost:
            self.lost.append(loss)

    # --- feedback --------------------------------------------------------------------------
    def _feedbacks(self) -> list[Feedback]:
        choices = {
            id(part): choice.get("identifier", "")
            for choice in below(self.body, ("simpleChoice", "simpleAssociableChoice"))
            for part in choice.iter()
        }
        found = [*children(self.root, "modalFeedback"), *below(self.body, FEEDBACK)]
        feedbacks = []
        for element in found:
            if element.get("showHide", "show") != "show":
                self.note(_("A feedback that hides itself was left out."))
                continue
            content = first(element, "contentBody")
            feedbacks.append(
                Feedback(
                    element.get("outcomeIdentifier", ""),
                    element.get("identifier", ""),
                    self._comment(element if content is None else content),
                    choices.get(id(element), ""),
                )
            )
        return [feedback for feedback in feedbacks if feedback.markup.strip()]

    def _comment(self, element: Element) -> str:
        text = self.inner(element)
        return text if self.own or not text.strip() else text.strip()

    def take(self, wanted: Callable[[Feedback], bool]) -> str:
        """The texts of all feedback that is ``wanted``, which is thereby placed."""
        texts = []
        for feedback in self.feedbacks:
            if wanted(feedback):
                feedback.is_used = True
                texts.append(feedback.markup)
        return texts[0] if len(texts) == 1 else "".join(f"<p>{text}</p>" for text in texts)

    def shown_by(self, *results: Result) -> set[int]:
        """Which feedback every one of ``results`` shows, by its place in the list."""
        return {
            place
            for place, feedback in enumerate(self.feedbacks)
            if all((feedback.outcome, feedback.identifier) in result.shown for result in results)
        }

    def take_places(self, places: Iterable[int]) -> str:
        wanted = {id(self.feedbacks[place]) for place in places}
        return self.take(lambda feedback: id(feedback) in wanted)

    def take_named(self, identifier: str) -> str:
        return self.take(lambda it: not it.is_used and identifier in (it.choice, it.identifier))

    def take_general(self, right: Result, wrong: Result) -> dict[str, str]:
        """``explanation`` (whatever the answer), ``correctfeedback``, ``incorrectfeedback``."""
        by_right, by_wrong = self.shown_by(right), self.shown_by(wrong)
        placed = {
            "explanation": by_right & by_wrong,
            "correctfeedback": by_right - by_wrong,
            "incorrectfeedback": by_wrong - by_right,
        }
        texts = {name: self.take_places(self._free(places)) for name, places in placed.items()}
        return {name: text for name, text in texts.items() if text}

    def _free(self, places: set[int]) -> set[int]:
        return {place for place in places if not self.feedbacks[place].is_used}

    def note_unplaced(self) -> None:
        for feedback in self.feedbacks:
            if not feedback.is_used:
                self.note(
                    _("The feedback “%(name)s” belongs to no answer and was left out.")
                    % {"name": shown(feedback.identifier)}
                )


def _drawn_together(text: str) -> str:
    """White space as a browser shows it."""
    collapsed = " ".join(text.split())
    lead = " " if text[:1].isspace() and collapsed else ""
    tail = " " if text[-1:].isspace() and collapsed else ""
    return f"{lead}{collapsed}{tail}" or (" " if text else "")


def percent(share: float) -> str:
    """A share as per cent: ``"100"``, ``"33.33333"``, ``"-50"``."""
    value = (Decimal(repr(float(share))) * 100).quantize(PERCENT, ROUND_HALF_UP)
    return plain_number(value)


def plain_number(value: Decimal | float) -> str:
    """Without exponent and trailing zeros."""
    text = format(value if isinstance(value, Decimal) else Decimal(repr(value)), "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text
