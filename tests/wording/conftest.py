import os

import pytest

from tests.wording.spelling import NoDictionary, suggestions


@pytest.fixture
def dictionary():
    """Skips where there is no hunspell, but not where one is promised."""
    try:
        suggestions(["слово"])
    except NoDictionary as reason:
        if os.environ.get("REQUIRE_DICTIONARY"):
            raise
        pytest.skip(str(reason))
