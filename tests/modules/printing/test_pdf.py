"""What cannot get into a document, and how large it may become. No database."""

import io
import random
import shutil
import subprocess
import sys

import pytest
from PIL import Image
from pypdf import PdfReader

from modules.printing.exceptions import RenderFailed
from modules.printing.sandbox import MESSAGE_BYTES, ROOT, RenderServer
from modules.printing.sheets import Sheet, from_argument, to_argument
from tests.certificates.conftest import LETTERS
from tests.modules.printing.plain import PAGE, SHEET


@pytest.fixture(scope="module")
def server():
    server = RenderServer(SHEET)
    yield server
    server.close()


@pytest.mark.parametrize(
    "intruder",
    [
        '<img src="http://127.0.0.1:1/x.png" alt="x">',
        '<img src="https://example.org/x.png" alt="x">',
        '<img src="file:///etc/passwd" alt="x">',
        '<img src="asset:../../etc/passwd" alt="x">',
        '<img src="asset:plain.css" alt="x">',
        '<img src="data:image/png;base64,iVBORw0KGgo=" alt="x">',
        '<style>p { background: url("file:///etc/passwd") }</style>',
        '<style>@import "http://127.0.0.1:1/x.css";</style>',
        '<style>@font-face { font-family: x; src: url("file:///etc/passwd") }</style>',
        '<link rel="stylesheet" href="http://127.0.0.1:1/x.css">',
        '<link rel="attachment" href="file:///etc/passwd">',
        '<object data="file:///etc/passwd"></object>',
        '<svg width="9" height="9"><image href="file:///etc/passwd" width="9" height="9"/></svg>',
    ],
)
def test_nothing_is_fetched_and_no_file_is_read(server, intruder):
    """D04: one address outside the shipped files ends the rendering."""
    with pytest.raises(RenderFailed, match="outside the shipped files"):
        server.render(PAGE.format(f"<p>{intruder}</p>"), {})


def test_a_relative_address_leads_nowhere(server):
    """D04: without a base address there is nothing to resolve it against."""
    content = server.render(PAGE.format('<img src="/etc/passwd" alt="x">'), {})

    assert b"root:" not in content


def test_more_pages_than_the_sheet_allows_are_refused(server):
    """E05."""
    with pytest.raises(RenderFailed, match="4 pages"):
        server.render(PAGE.format('<p style="break-after: page">x' * 3 + "<p>x"), {})


def test_a_document_of_more_bytes_than_the_sheet_allows_is_refused(server):
    """E05."""
    noise = random.Random(1).randbytes(700 * 700 * 3)
    picture = io.BytesIO()
    Image.frombytes("RGB", (700, 700), noise).save(picture, "png")

    with pytest.raises(RenderFailed, match="bytes, at most"):
        server.render(PAGE.format('<img src="asset:x.png" alt="x">'), {"x.png": picture.getvalue()})


@pytest.mark.parametrize(
    "missing",
    [
        "modules/printing/fonts/Arsenal-Bold.ttf",
        "modules/printing/fonts/Inter-Regular.ttf",
        "certificates/assets/certificate.css",
    ],
)
def test_a_missing_file_is_named(missing, tmp_path):
    """A clear line instead of a document in the wrong letters."""
    for room in ("certificates", "modules"):
        shutil.copytree(ROOT / room, tmp_path / room)
    (tmp_path / missing).unlink()
    code = """
from certificates.sheet import SHEET
from modules.printing import pdf
pdf.render(SHEET, "<p>x</p>", {})
"""

    found = subprocess.run(  # noqa: S603  our own code
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False
    )

    assert found.returncode == 1
    assert f"MissingAsset: {missing} is missing" in found.stderr


def test_open_arrays_change_nothing_but_the_time():
    """Fonts are cut to the same letters, and no new kind of array is parsed for them."""
    code = f"""
from weasyprint.pdf import fonts
from weasyprint.text.ffi import ffi
from modules.printing import pdf
from tests.modules.printing.plain import SHEET
page = "<html lang=uk><title>x</title><p>" + {LETTERS!r}
quick = pdf.render(SHEET, page, {{}})
arrays = fonts.ffi
fonts.ffi = ffi
assert pdf.render(SHEET, page, {{}}) == quick
assert arrays.typeof(arrays.new("hb_codepoint_t[3]", [1, 2, 3])) is ffi.typeof("hb_codepoint_t[]")
assert len(arrays.new("hb_tag_t[100]")) == 100
"""
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)  # noqa: S603  our own code


def test_a_sheet_brings_files_of_its_own(tmp_path):
    """A stylesheet may import one of them; other sheets do not know it."""
    (tmp_path / "own.css").write_text('@import url("asset:more.css");')
    (tmp_path / "more.css").write_text("@page { size: A5 }")
    own = Sheet(
        tmp_path / "own.css", 1, MESSAGE_BYTES // 2, assets={"more.css": tmp_path / "more.css"}
    )
    server = RenderServer(own)
    try:
        content = server.render(PAGE.format("<p>x</p>"), {})
    finally:
        server.close()

    assert round(float(PdfReader(io.BytesIO(content)).pages[0].mediabox[2])) == 420


def test_a_sheet_reaches_the_other_process_whole(tmp_path):
    sheet = Sheet(tmp_path / "a.css", 2, 3, tmp_path / "b.html", {"c.svg": tmp_path / "c.svg"})

    assert vars(from_argument(to_argument(sheet))) == vars(sheet)
