from collections.abc import Iterable
from typing import Any

from django.db import models
from wagtail_localize.segments import StringSegmentValue

from assessments.scenarios.texts import texts, with_texts


class GraphField(models.JSONField):
    """A draft document. Translators are given its words; everything else is as in the original.

    wagtail-localize looks for the two methods by their names.
    """

    def get_translatable_segments(self, value: Any) -> list[StringSegmentValue]:
        return [StringSegmentValue(path, text) for path, text in texts(value).items()]

    def restore_translated_segments(
        self, value: Any, segments: Iterable[StringSegmentValue]
    ) -> Any:
        """``value`` is the original's."""
        return with_texts(value, {segment.path: segment.render_text() for segment in segments})
