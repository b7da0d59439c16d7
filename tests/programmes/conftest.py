import pytest

from tests.factories.people import PersonFactory
from tests.factories.programmes import ProgrammeFactory, make_module


@pytest.fixture
def person(db):
    return PersonFactory()


@pytest.fixture
def manager(db):
    return PersonFactory()


@pytest.fixture
def module(db):
    """Two required lessons and an optional one."""
    return make_module("m1", steps=2, optional=1)


@pytest.fixture
def programme(module):
    return ProgrammeFactory(stages=[[module]])


@pytest.fixture
def commit(django_capture_on_commit_callbacks):
    """``with commit():`` what a real commit would set off happens at the end of the block."""
    return lambda: django_capture_on_commit_callbacks(execute=True)
