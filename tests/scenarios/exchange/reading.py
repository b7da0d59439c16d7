"""Files of role-plays, read as a person's file would be."""

import io
import json
import zipfile
from pathlib import Path

from assessments.scenarios.exchange.detect import AUTO, read_file
from assessments.scenarios.exchange.neutral import as_json

FILES = Path(__file__).parent / "files"


def content(name):
    return (FILES / name).read_bytes()


def read(data, format=AUTO, name="story"):
    return read_file(name, data.encode() if isinstance(data, str) else data, format)


def story(data, **options):
    reading = read(data, **options)
    assert reading.errors == []
    (only,) = reading.stories
    return only


def report(data, **options):
    """The report on the only story of a file."""
    reading = read(data, **options)
    (only,) = as_json(reading)["scenarios"]
    return only


def refusal(data, **options):
    """Why the whole file is refused."""
    reading = read(data, **options)
    assert reading.stories == []
    return " ".join(reading.errors)


def twee(*passages, format="Harlowe", start="A", title="Проба"):
    data = {"ifid": "AB12", "format": format, "start": start}
    parts = [f":: StoryTitle\n{title}", f":: StoryData\n{json.dumps(data)}", *passages]
    return "\n\n".join(parts)


def nodes(story_):
    return story_.document["nodes"]


def links(node):
    """(text, target) of every choice."""
    return [(choice["text"], choice["to"]) for choice in node["choices"]]


def package(**files):
    """A zip; ``__`` in a key stands for a slash, and a dot is added before json."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            path = name.replace("__", "/").replace("_json", ".json")
            archive.writestr(path, data)
    return stream.getvalue()
