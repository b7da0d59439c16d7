"""What role-plays look like as PDF, and the process that makes them."""

from pathlib import Path

from modules.printing.sandbox import RenderServer
from modules.printing.sheets import Sheet

ROOM = Path(__file__).resolve().parent
SHEET = Sheet(
    stylesheet=ROOM / "paper.css",
    most_pages=60,
    most_bytes=4_000_000,
    assets={"packs.css": ROOM.parent / "static" / "scenarios" / "packs.css"},
)
server = RenderServer(SHEET)
