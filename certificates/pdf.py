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

from certificates.exceptions import MissingAsset, RenderFailed

HERE = Path(__file__).resolve().parent
SCHEME = "asset:"
STYLESHEET = HERE / "assets" / "certificate.css"
SPECIMEN = HERE / "assets" / "specimen.html"
SHIPPED = {
    "arsenal-regular.ttf": HERE / "fonts" / "Arsenal-Regular.ttf",
    "arsenal-bold.ttf": HERE / "fonts" / "Arsenal-Bold.ttf",
    "inter-regular.ttf": HERE / "fonts" / "Inter-Regular.ttf",
    "inter-bold.ttf": HERE / "fonts" / "Inter-Bold.ttf",
    "mark.svg": HERE / "assets" / "mark.svg",
    "mark-pale.svg": HERE / "assets" / "mark-pale.svg",
}
REFUSED = "an address outside the shipped files"
MAX_PAGES = 3
LENGTH = re.compile(r"\[\d+\]$")
MAX_BYTES = 1024 * 1024


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
def shipped() -> dict[str, bytes]:
    """The files that come with the code, by name. Raises ``MissingAsset`` naming the first gap."""
    return {name: _read(path) for name, path in SHIPPED.items()}


@cache
def style() -> tuple[CSS, FontConfiguration]:
    """Stylesheet with its fonts: half of the time of a page, so made once a process."""
    fonts = FontConfiguration()
    css = CSS(
        string=_read(STYLESHEET).decode(), url_fetcher=AssetFetcher(shipped()), font_config=fonts
    )
    return css, fonts


def render(html: str, assets: Mapping[str, bytes]) -> bytes:
    """A tagged PDF/UA-1. ``assets`` are files of this document: ``{"qr.png": b"…"}``.

    The same input gives the same bytes.

    Raises:
        RenderFailed: an address outside the assets, more than ``MAX_PAGES`` or ``MAX_BYTES``.
    """
    css, fonts = style()
    fetcher = AssetFetcher({**shipped(), **assets})
    try:
        document = HTML(string=html, base_url=None, url_fetcher=fetcher).render(
            font_config=fonts, stylesheets=[css], pdf_variant="pdf/ua-1"
        )
        if len(document.pages) > MAX_PAGES:
            raise RenderFailed(f"{len(document.pages)} pages, at most {MAX_PAGES} allowed")
        content: bytes = document.write_pdf(pdf_variant="pdf/ua-1")
    except FatalURLFetchingError as error:  # a BaseException: no other handler sees it
        raise RenderFailed(REFUSED) from error
    if fetcher.has_refused:
        raise RenderFailed(REFUSED)
    if len(content) > MAX_BYTES:
        raise RenderFailed(f"{len(content)} bytes, at most {MAX_BYTES} allowed")
    return content


def render_specimen() -> None:
    """Touch what every document touches, glyphs included, so that a fork finds it loaded.

    It saves a third of the time of a certificate. Raises ``RenderFailed``.
    """
    picture = io.BytesIO()
    segno.make_qr("specimen", error="m").save(picture, kind="png", scale=8, border=0)
    render(_read(SPECIMEN).decode(), {"qr.png": picture.getvalue()})


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise MissingAsset(f"{path.relative_to(HERE.parent)} is missing") from error
