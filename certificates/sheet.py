"""What a certificate looks like on paper, and the process that makes it."""

from pathlib import Path

from modules.printing.sandbox import RenderServer
from modules.printing.sheets import Sheet

ASSETS = Path(__file__).resolve().parent / "assets"
SHEET = Sheet(
    stylesheet=ASSETS / "certificate.css",
    specimen=ASSETS / "specimen.html",
    most_pages=3,
    most_bytes=1024 * 1024,
    assets={"mark.svg": ASSETS / "mark.svg", "mark-pale.svg": ASSETS / "mark-pale.svg"},
)
server = RenderServer(SHEET)
