import pytest

from tests.curriculum.samples import write_folder
from tests.curriculum.translating.samples import export, translate
from training.curriculum.loading.loader import load


@pytest.fixture
def folder(tmp_path):
    """A small folder of content without faults and without translations."""
    return write_folder(tmp_path / "content")


@pytest.fixture
def bilingual(folder, db):
    """The folder with English sheets, loaded in both languages."""
    load(folder)
    export(folder)
    translate(folder)
    load(folder)
    return folder
