"""Is this really a picture that may be shown? Its bytes say so, never its name."""

import io
import re
import unicodedata
import warnings

from PIL import Image

CONTENT_TYPES = {
    "PNG": "image/png",
    "JPEG": "image/jpeg",
    "GIF": "image/gif",
    "WEBP": "image/webp",
}
MOST_BYTES = 5 * 1024 * 1024
MOST_PIXELS = 40_000_000
ENDINGS = {"image/png": ".png", "image/jpeg": ".jpg", "image/gif": ".gif", "image/webp": ".webp"}
_UNSAFE = re.compile(r"[^\w.-]+")


class NotAPicture(Exception):
    """``reason``: ``empty``, ``too_large``, ``too_many_pixels`` or ``unreadable``."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def picture_type(content: bytes) -> str:
    """The content type of a PNG, JPEG, GIF or WebP picture.

    Raises:
        NotAPicture: anything else, more than 5 MB, or more than 40 megapixels.
    """
    if not content:
        raise NotAPicture("empty")
    if len(content) > MOST_BYTES:
        raise NotAPicture("too_large")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow's own limit is higher than ours
            with Image.open(io.BytesIO(content), formats=list(CONTENT_TYPES)) as image:
                width, height = image.size
                if width * height > MOST_PIXELS:
                    raise NotAPicture("too_many_pixels")
                image.verify()
                return CONTENT_TYPES[str(image.format)]
    except Image.DecompressionBombError as error:
        raise NotAPicture("too_many_pixels") from error
    except (OSError, SyntaxError, ValueError, EOFError, OverflowError) as error:
        raise NotAPicture("unreadable") from error


def safe_name(name: str, content_type: str) -> str:
    """A name without folders and odd characters, with an ending that fits; never empty."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    stem = last.rpartition(".")[0] or last
    stem = _UNSAFE.sub("-", stem).strip("-._")[:80] or "picture"
    ending = last[len(last.rpartition(".")[0]) :].lower() if "." in last else ""
    known = {ENDINGS[content_type], ".jpeg" if content_type == "image/jpeg" else ""}
    return stem + (ending if ending in known and ending else ENDINGS[content_type])
