"""HTML and named files in, PDF bytes out. Pure: no Django, no network, no files but our own.

Imported in the render process alone (``sandbox.py``): WeasyPrint takes most of a second to load.
"""

import io
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import segno
from weasyprint import CSS, HTML
from weasyprint.pdf import fonts as pdf_fonts
from weasyprint.text.ffi import ffi
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from modules.printing.exceptions import MissingAsset, RenderFailed
from modules.printing.sheets import Sheet

ROOT = Path(__file__).resolve().parent.parent.parent
SCHEME = "asset:"
REFUSED = "an address outside the shipped files"
LENGTH = re.compile(r"\[\d+\]$")


class AssetFetcher(URLFetcher):
    """Serves ``asset:NAME`` from what it was given; any other address ends the rendering."""

    def __init__(self, assets: Mapping[str, bytes]) -> None:
        super().__init__(allowed_protocols=(), allow_redirects=False)
        self.assets = assets
        self.has_refused = False  # the drawing of an SVG swallows even a fatal error

    def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> URLFetcherResponse:
        name = url.removeprefix(SCHEME)
        if not url.startswith(SCHEME) or name not in self.assets:
            self.has_refused = True
            raise FatalURLFetchingError("refused")
        return URLFetcherResponse(url, self.assets[name])


class OpenArrays:
    """``ffi`` for the subsetting of fonts, a sixth quicker.

    It names arrays with their length, ``hb_codepoint_t[61]``, and cffi parses every name it has not
    met; an open array takes its length from what is put into it, and has one name.
    """

    def __getattr__(self, name: str) -> Any:
        return getattr(ffi, name)

    def new(self, kind: str, *content: Any) -> Any:
        return ffi.new(LENGTH.sub("[]", kind) if content else kind, *content)


pdf_fonts.ffi = OpenArrays()


@cache
def shipped(sheet: Sheet) -> dict[str, bytes]:
    """The files that come with the code, by name. Raises ``MissingAsset`` naming the first gap."""
    return {name: _read(path) for name, path in sheet.shipped.items()}


@cache
def style(sheet: Sheet) -> tuple[CSS, FontConfiguration]:
    """Stylesheet with its fonts: half of the time of a page, so made once a process."""
    fonts = FontConfiguration()
    css = CSS(
        string=_read(sheet.stylesheet).decode(),
        url_fetcher=AssetFetcher(shipped(sheet)),
        font_config=fonts,
    )
    return css, fonts


def render(sheet: Sheet, html: str, assets: Mapping[str, bytes]) -> bytes:
    """A tagged PDF/UA-1. ``assets`` are files of this document: ``{"qr.png": b"…"}``.

    The same input gives the same bytes.

    Raises:
        RenderFailed: an address outside the assets, more pages or bytes than the sheet allows.
    """
    css, fonts = style(sheet)
    fetcher = AssetFetcher({**shipped(sheet), **assets})
    try:
        document = HTML(string=html, base_url=None, url_fetcher=fetcher).render(
            font_config=fonts, stylesheets=[css], pdf_variant="pdf/ua-1"
        )
        if len(document.pages) > sheet.most_pages:
            raise RenderFailed(f"{len(document.pages)} pages, at most {sheet.most_pages} allowed")
        content: bytes = document.write_pdf(pdf_variant="pdf/ua-1")
    except FatalURLFetchingError as error:  # a BaseException: no other handler sees it
        raise RenderFailed(REFUSED) from error
    if fetcher.has_refused:
        raise RenderFailed(REFUSED)
    if len(content) > sheet.most_bytes:
        raise RenderFailed(f"{len(content)} bytes, at most {sheet.most_bytes} allowed")
    return content


def render_specimen(sheet: Sheet) -> None:
    """Touch what every document touches, glyphs included, so that a fork finds it loaded.

    It saves a third of the time of a certificate. Raises ``RenderFailed``.
    """
    if sheet.specimen is None:
        return
    picture = io.BytesIO()
    segno.make_qr("specimen", error="m").save(picture, kind="png", scale=8, border=0)
    render(sheet, _read(sheet.specimen).decode(), {"qr.png": picture.getvalue()})


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        name = path.relative_to(ROOT) if path.is_relative_to(ROOT) else path.name
        raise MissingAsset(f"{name} is missing") from error
