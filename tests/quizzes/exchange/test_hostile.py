"""Files made to exhaust us are refused within two seconds and 200 MB (E01, E02, D14).

Each is read in a process of its own, so that what it took can be measured.
"""

import base64
import io
import json
import random
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook

from tests.quizzes.exchange.qti_items import V2, manifest

MEGABYTE = 1024 * 1024
MOST_SECONDS = 2.0
MOST_MEMORY = 200 * MEGABYTE
SLACK = 2  # other work may share the machine; what grows faster than it should is far above this

READ = """
import re, sys, time
from pathlib import Path
from django.conf import settings
settings.configure(USE_I18N=False)
from assessments.quizzes.exchange.detect import read_file
from assessments.quizzes.exchange.neutral import CannotRead

def peak():
    # not getrusage(): a child begins with the peak of the process that made it
    status = Path("/proc/self/status").read_text()
    return int(re.search(r"VmHWM:\\s+(\\d+)", status)[1]) * 1024

name = sys.argv[1]
data = sys.stdin.buffer.read()
before = peak()
started = time.process_time()
try:
    reading = read_file(name, data)
    said = f"{len(reading.questions)} {len(reading.skipped)}"
except CannotRead as error:
    said = f"refused {error}"
print(time.process_time() - started, peak() - before, said)
"""


def measured(name, data):
    done = subprocess.run(  # noqa: S603  our own program
        [sys.executable, "-c", READ, name], input=data, capture_output=True, check=True, timeout=60
    )
    took, grown, said = done.stdout.decode().split(" ", 2)
    return float(took), int(grown), said.strip()


def squeezed(files):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as package:
        for name, content in files.items():
            package.writestr(name, content)
    return stream.getvalue()


def item(declared="", body="", processing=""):
    return (
        f'<assessmentItem xmlns="{V2}" identifier="i" title="t">'
        f'<responseDeclaration identifier="RESPONSE" cardinality="multiple" baseType="identifier">'
        f"{declared}</responseDeclaration>"
        '<outcomeDeclaration identifier="SCORE" cardinality="single" baseType="float"/>'
        f"<itemBody>{body}</itemBody>{processing}</assessmentItem>"
    )


def wide(count):
    """Every option is a part of a processing as long as there are options."""
    options = "".join(f'<simpleChoice identifier="o{n}">{n}</simpleChoice>' for n in range(count))
    entries = "".join(f'<mapEntry mapKey="o{n}" mappedValue="1"/>' for n in range(count))
    rules = "".join(
        '<setOutcomeValue identifier="SCORE"><sum><variable identifier="SCORE"/>'
        '<mapResponse identifier="RESPONSE"/></sum></setOutcomeValue>'
        for _ in range(count * 5)
    )
    return item(
        f"<mapping>{entries}</mapping>",
        '<choiceInteraction responseIdentifier="RESPONSE" maxChoices="0"><prompt>Що?</prompt>'
        f"{options}</choiceInteraction>",
        f"<responseProcessing>{rules}</responseProcessing>",
    )


def packaged(*items):
    names = [f"{n}.xml" for n in range(len(items))]
    return squeezed({"imsmanifest.xml": manifest(*names), **dict(zip(names, items, strict=True))})


def sheet(cells):
    """A workbook whose only sheet holds ``cells``."""
    stream = io.BytesIO()
    Workbook().save(stream)
    with zipfile.ZipFile(stream) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    start = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    parts["xl/worksheets/sheet1.xml"] = f"{start}<sheetData>{cells}</sheetData></worksheet>"
    return squeezed(parts)


def noise(size):
    """Letters that do not pack well, so that the ratio does not give them away."""
    return base64.b64encode(random.Random(7).randbytes(size * 3 // 4)).decode()


QUESTION_SET = json.dumps({"mainLibrary": "H5P.QuestionSet"})

FILES = {
    "entities": (
        "a.xml",
        b'<!DOCTYPE a [<!ENTITY b "' + b"x" * 1000 + b'"><!ENTITY c "&b;&b;">]>'
        b"<assessmentItem>&c;</assessmentItem>",
    ),
    "deep": ("a.xml", b"<assessmentItem>" + b"<a>" * MEGABYTE),
    "many_elements": ("a.xml", b"<assessmentItem>" + b"<a/>" * 1_000_000),
    "many_attributes": (
        "a.xml",
        b"<assessmentItem " + b" ".join(b"a%d='1'" % n for n in range(300_000)) + b"/>",
    ),
    "long_attribute": ("a.xml", b"<assessmentItem a='" + b"x" * (4 * MEGABYTE - 100) + b"'/>"),
    "long_processing": ("a.zip", packaged(*[wide(190)] * 20)),
    "bomb": ("a.zip", squeezed({"imsmanifest.xml": "<manifest/>", "b": "0" * (60 * MEGABYTE)})),
    "many_bombs": (
        "a.zip",
        squeezed({"imsmanifest.xml": "<m/>", **{f"{n}": "0" * MEGABYTE for n in range(400)}}),
    ),
    "many_entries": ("a.zip", squeezed({f"{n}": "" for n in range(60_000)})),
    "many_big_items": (
        "a.zip",
        packaged(*[item(body=f"<p>{noise(900_000)}</p>")] * 8),
    ),
    "deep_json": (
        "a.h5p",
        squeezed({"h5p.json": QUESTION_SET, "content/content.json": "[" * 900_000 + noise(1000)}),
    ),
    "many_gaps": (
        "a.h5p",
        squeezed(
            {
                "h5p.json": QUESTION_SET,
                "content/content.json": json.dumps(
                    {
                        "questions": [
                            {
                                "library": "H5P.DragText 1.10",
                                "params": {
                                    "taskDescription": "Що?",
                                    "textField": " ".join(f"*w{n}*" for n in range(5000)),
                                },
                            },
                            {
                                "library": "H5P.Blanks 1.14",
                                "params": {"text": "Що?", "questions": ["*" * 45_000]},
                            },
                            {
                                "library": "H5P.MarkTheWords",
                                "params": {"textField": "*a " * 16_000},
                            },
                        ]
                        * 30
                    }
                ),
            }
        ),
    ),
    "million_rows": ("a.csv", "питання;відповідь 1\n".encode() + b"a;b\n" * 1_000_000),
    "five_megabyte_cell": ("a.csv", "питання;код\n".encode() + b"x" * (5 * MEGABYTE)),
    "two_megabyte_cell": ("a.csv", "питання;код\n".encode() + b"x" * (2 * MEGABYTE - 100)),
    "open_quote": ("a.csv", "питання;код\n".encode() + b'"' * (2 * MEGABYTE - 101)),
    "far_cells": (
        "a.xlsx",
        sheet("".join(f'<row r="{n}"><c r="XFD{n}"/></row>' for n in range(1, 6000))),
    ),
    "many_strings": (
        "a.xlsx",
        sheet(
            "".join(
                f'<row r="{n}"><c r="A{n}" t="inlineStr"><is><t>{noise(250)}</t></is></c></row>'
                for n in range(1, 5000)
            )
        ),
    ),
    "far_rows": ("a.xlsx", sheet('<row r="999999999"><c r="A1"><v>1</v></c></row>')),
    "nested_html": (
        "a.csv",
        "формат;питання;правильні;відповідь 1;відповідь 2\nhtml;".encode()
        + b"<b>" * 3000
        + ";1;а;б".encode(),
    ),
    "comments": ("a.txt", b"<!--" * (2 * MEGABYTE)),
    "braces": ("a.txt", b"{" * (9 * MEGABYTE)),
}


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="needs Linux to measure memory")
@pytest.mark.parametrize("name", FILES)
def test_a_hostile_file_is_over_soon_and_small(name):
    took, grown, said = measured(*FILES[name])

    assert took < MOST_SECONDS * SLACK, said
    assert grown < MOST_MEMORY, said
    assert said.startswith("refused") or said.split()[0] == "0", said
