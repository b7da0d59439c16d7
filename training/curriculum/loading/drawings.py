"""The markup of drawings, as pages may keep it."""

from dataclasses import replace

from modules.drawings import FaultyDrawing, clean_svg
from training.curriculum.reading.faults import Faults, Place
from training.curriculum.reading.records import Content, Drawing


def clean_drawings(content: Content, faults: Faults) -> Content:
    """``content`` with cleaned markup; what is faulty is named with its line."""
    return replace(content, drawings=tuple(_cleaned(one, faults) for one in content.drawings))


def _cleaned(drawing: Drawing, faults: Faults) -> Drawing:
    try:
        return replace(drawing, svg=clean_svg(drawing.svg))
    except FaultyDrawing as error:
        faults.add(Place(drawing.place.file, error.line), "%(problem)s", problem=str(error))
        return drawing
