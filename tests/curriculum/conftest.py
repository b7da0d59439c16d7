from pathlib import Path

import pytest

from tests.curriculum.samples import write_folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small folder of content without faults."""
    return write_folder(tmp_path / "content")
