import pytest
from django.utils import translation


@pytest.fixture(autouse=True)
def _messages_in_english():
    """Reasons are compared with the source strings, whatever the catalogue says."""
    with translation.override("en"):
        yield
