"""A sheet without ornament."""

from pathlib import Path

from modules.printing.sheets import Sheet

SHEET = Sheet(
    stylesheet=Path(__file__).resolve().parent / "plain.css", most_pages=3, most_bytes=1024 * 1024
)
PAGE = '<html lang="uk"><head><title>x</title></head><body>{}</body></html>'
