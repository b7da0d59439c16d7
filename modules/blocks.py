"""The blocks an editor may place into a lesson.

``PERSONAL_BLOCKS`` depend on who reads or on other records; all others are the same for everybody
and are rendered once per published revision.
"""

import logging
from decimal import Decimal
from itertools import pairwise
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageBlock
from wagtail.snippets.blocks import SnippetChooserBlock

from modules.drawings import FaultyDrawing, clean_svg
from modules.references import practice_questions

logger = logging.getLogger(__name__)

TEXT_FEATURES = ["h2", "h3", "bold", "italic", "ol", "ul", "link", "document-link"]
SHORT_FEATURES = ["bold", "italic", "ol", "ul", "link"]
PERSONAL_BLOCKS = frozenset({"reflection", "check", "norm", "self_check"})
HIGHEST_MEAN = Decimal(3)


class KeyIdeaBlock(blocks.StructBlock):
    text = blocks.RichTextBlock(label=_("text"), features=SHORT_FEATURES)

    class Meta:
        icon = "pick"
        label = _("Key idea")
        template = "modules/blocks/key_idea.html"


class LineBlock(blocks.StructBlock):
    speaker = blocks.CharBlock(label=_("who speaks"), max_length=60)
    is_own = blocks.BooleanBlock(label=_("the frontliner speaks"), required=False)
    text = blocks.TextBlock(label=_("words"), rows=2)

    class Meta:
        label = _("line")


class DialogueBlock(blocks.StructBlock):
    """A talk at the desk, as it should or should not go."""

    quality = blocks.ChoiceBlock(
        label=_("how it goes"),
        choices=[("good", _("This helps")), ("poor", _("This closes the person"))],
    )
    title = blocks.CharBlock(label=_("title"), required=False, max_length=120)
    setting = blocks.CharBlock(label=_("place and time"), required=False, max_length=250)
    lines = blocks.ListBlock(LineBlock(), label=_("lines"), min_num=1)
    why = blocks.TextBlock(label=_("why"), required=False, rows=2)

    class Meta:
        icon = "openquote"
        label = _("Dialogue")
        template = "modules/blocks/dialogue.html"


class ChecklistBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("title"), max_length=120)
    items = blocks.ListBlock(blocks.CharBlock(max_length=250), label=_("points"), min_num=1)

    class Meta:
        icon = "list-ul"
        label = _("Checklist for work")
        template = "modules/blocks/checklist.html"


class FlashcardsBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("title"), required=False, max_length=120)
    cards = blocks.ListBlock(
        blocks.StructBlock(
            [
                ("front", blocks.CharBlock(label=_("front"), max_length=200)),
                ("back", blocks.TextBlock(label=_("back"), rows=2)),
            ]
        ),
        label=_("cards"),
        min_num=1,
    )

    class Meta:
        icon = "copy"
        label = _("Flashcards")
        template = "modules/blocks/flashcards.html"


class AccordionBlock(blocks.StructBlock):
    sections = blocks.ListBlock(
        blocks.StructBlock(
            [
                ("title", blocks.CharBlock(label=_("title"), max_length=150)),
                ("text", blocks.RichTextBlock(label=_("text"), features=SHORT_FEATURES)),
            ]
        ),
        label=_("sections"),
        min_num=1,
    )

    class Meta:
        icon = "list-ol"
        label = _("Accordion")
        template = "modules/blocks/accordion.html"


class FigureBlock(blocks.StructBlock):
    image = ImageBlock(label=_("image"))
    caption = blocks.CharBlock(label=_("caption"), required=False, max_length=250)

    class Meta:
        icon = "image"
        label = _("Image")
        template = "modules/blocks/figure.html"


class DiagramValue(blocks.StructValue):
    @property
    def drawing(self) -> SafeString:
        """The markup for the page, cleaned anew: what is stored is not trusted. Empty if faulty."""
        try:
            return mark_safe(clean_svg(self["svg"]))  # noqa: S308 - only what the allow-list lets by
        except FaultyDrawing as error:
            logger.warning("diagram.faulty", extra={"line": error.line})
            return mark_safe("")


class DiagramBlock(blocks.StructBlock):
    """A drawing in words and lines that follows the colours of the page."""

    title = blocks.CharBlock(label=_("title"), max_length=120)
    description = blocks.TextBlock(
        label=_("the drawing in words"),
        rows=4,
        help_text=_("Says everything the drawing says; who cannot see it reads this."),
    )
    svg = blocks.TextBlock(
        label=_("SVG"),
        rows=6,
        help_text=_("The text of an SVG file without styles, scripts and links."),
    )
    caption = blocks.CharBlock(label=_("caption"), required=False, max_length=250)

    class Meta:
        icon = "view"
        label = _("Drawing")
        template = "modules/blocks/diagram.html"
        value_class = DiagramValue

    def clean(self, value: Any) -> Any:
        value = super().clean(value)
        if self.is_deferred_validation and not value["svg"]:
            return value
        try:
            value["svg"] = clean_svg(value["svg"])
        except FaultyDrawing as error:
            words = _("Line %(line)s: %(problem)s") % {"line": error.line, "problem": error}
            raise StructBlockValidationError({"svg": ValidationError(words)}) from error
        return value


class MediaBlock(blocks.StructBlock):
    """A recording. Text stays when the recording cannot be played."""

    kind = blocks.ChoiceBlock(
        label=_("kind"), choices=[("video", _("Video")), ("audio", _("Audio"))]
    )
    title = blocks.CharBlock(label=_("title"), max_length=150)
    file = DocumentChooserBlock(label=_("file"))
    captions = DocumentChooserBlock(
        label=_("captions"), required=False, help_text=_("A WebVTT file; needed for video.")
    )
    transcript = blocks.RichTextBlock(label=_("transcript"), features=SHORT_FEATURES)

    class Meta:
        icon = "media"
        label = _("Video or audio")
        template = "modules/blocks/media.html"

    def clean(self, value: Any) -> Any:
        value = super().clean(value)
        if self.is_deferred_validation:
            return value
        if value["kind"] == "video" and not value["captions"]:
            raise StructBlockValidationError(
                {"captions": ValidationError(_("A video needs captions."))}
            )
        return value


class DocumentBlock(blocks.StructBlock):
    document = DocumentChooserBlock(label=_("document"))
    about = blocks.CharBlock(label=_("what it is for"), required=False, max_length=200)

    class Meta:
        icon = "doc-full"
        label = _("Document")
        template = "modules/blocks/document.html"


class ReflectionBlock(blocks.StructBlock):
    """A question to oneself; the note is private and nobody else ever sees it."""

    prompt = blocks.TextBlock(label=_("prompt"), rows=2)

    class Meta:
        icon = "edit"
        label = _("Reflection (private note)")
        template = "modules/blocks/reflection.html"


class KnowledgeCheckBlock(blocks.StructBlock):
    """A practice question from a bank: instant feedback, not counted."""

    question = blocks.ChoiceBlock(label=_("question"), choices=practice_questions)

    class Meta:
        icon = "help"
        label = _("Knowledge check")
        template = "modules/blocks/check.html"


class BandBlock(blocks.StructBlock):
    """What a mean up to ``up_to`` may say, and what to do about it."""

    up_to = blocks.DecimalBlock(
        label=_("up to this mean"),
        min_value=0,
        max_value=HIGHEST_MEAN,
        decimal_places=2,
        help_text=_("From 0 (never) to 3 (almost always); the last band goes up to 3."),
    )
    title = blocks.CharBlock(label=_("title"), max_length=120)
    text = blocks.TextBlock(label=_("text"), rows=4)

    class Meta:
        label = _("band")


class SelfCheckBlock(blocks.StructBlock):
    """Statements about oneself, counted in the browser; no answer ever leaves it."""

    title = blocks.CharBlock(label=_("title"), max_length=120)
    intro = blocks.TextBlock(label=_("introduction"), rows=2)
    items = blocks.ListBlock(
        blocks.StructBlock(
            [
                ("text", blocks.CharBlock(label=_("statement"), max_length=250)),
                (
                    "is_reversed",
                    blocks.BooleanBlock(
                        label=_("counted in reverse"),
                        required=False,
                        help_text=_("For a good sign: “almost always” counts as 0."),
                    ),
                ),
            ]
        ),
        label=_("statements"),
        min_num=3,
    )
    bands = blocks.ListBlock(BandBlock(), label=_("bands"), min_num=1)

    class Meta:
        icon = "clipboard-list"
        label = _("Check of oneself (private)")
        template = "modules/blocks/self_check.html"

    def clean(self, value: Any) -> Any:
        value = super().clean(value)
        means = [band["up_to"] for band in value["bands"]]
        if None in means:  # a draft may have gaps
            return value
        if any(before >= after for before, after in pairwise(means)):
            problem = _("Bands go from low to high.")
        elif means and means[-1] != HIGHEST_MEAN:
            problem = _("The last band goes up to 3.")
        else:
            return value
        raise StructBlockValidationError({"bands": ValidationError(problem)})


class NormBlock(blocks.StructBlock):
    norm = SnippetChooserBlock("modules.Norm", label=_("source of law"))
    note = blocks.CharBlock(label=_("what it means here"), required=False, max_length=250)

    class Meta:
        icon = "bookmark"
        label = _("Source of law")
        template = "modules/blocks/norm.html"


class LessonBlock(blocks.StreamBlock):
    text = blocks.RichTextBlock(
        label=_("Text"), features=TEXT_FEATURES, template="modules/blocks/text.html", icon="pilcrow"
    )
    key_idea = KeyIdeaBlock()
    dialogue = DialogueBlock()
    checklist = ChecklistBlock()
    flashcards = FlashcardsBlock()
    accordion = AccordionBlock()
    figure = FigureBlock()
    diagram = DiagramBlock()
    media = MediaBlock()
    document = DocumentBlock()
    reflection = ReflectionBlock()
    check = KnowledgeCheckBlock()
    self_check = SelfCheckBlock()
    norm = NormBlock()


class PointsBlock(blocks.StreamBlock):
    """A plain list of short points, such as objectives."""

    point = blocks.CharBlock(label=_("point"), max_length=250)


class FrontPageBlock(blocks.StreamBlock):
    """How the way through the programme looks to somebody who has not begun."""

    step = blocks.StructBlock(
        [
            ("title", blocks.CharBlock(label=_("title"), max_length=120)),
            ("text", blocks.TextBlock(label=_("text"), rows=2)),
        ],
        label=_("Step"),
        icon="order",
    )
