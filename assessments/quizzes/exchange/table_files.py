"""Question tables as rows of text, within the bounds of a bank."""

from assessments.quizzes.exchange.table_columns import column_of
from modules import spreadsheets
from modules.decoding import text_of
from modules.spreadsheets import Bounds, Rows

MOST_CELL = 10_000
BOUNDS = Bounds()


def csv_rows(data: bytes) -> Rows:
    """Raises ``CannotRead``."""
    spreadsheets.check_size(data, BOUNDS)
    text = text_of(data)
    return spreadsheets.csv_rows(text, delimiter_of(text), BOUNDS)


def delimiter_of(text: str) -> str:
    return spreadsheets.likeliest_delimiter(text, lambda cell: column_of(cell) is not None)


def xlsx_rows(data: bytes) -> Rows:
    """Rows of the first sheet. Raises ``CannotRead``."""
    return spreadsheets.xlsx_rows(data, BOUNDS)
