"""Talks through the real services, choice by choice."""

import uuid

from assessments.scenarios.offers import offer
from assessments.scenarios.services.runs import start_run, take_step


def talk(person, page, choices):
    """Start at ``page`` and take ``choices``; the run as it stands then."""
    run = start_run(person=person, page=page)
    for name in choices:
        run = take(run, name)
    return run


def take(run, name):
    token = next(token for token, choice in offer(run).items() if choice["id"] == name)
    return take_step(
        run_id=run.pk,
        person=run.person,
        index=run.index,
        token=token,
        request_id=uuid.uuid4().hex,
    )


def play_out(run, dice, most=200):
    """Random open choices until the end, or until ``most`` were taken."""
    while run.is_running and run.index < most:
        run = take(run, dice.choice(list(offer(run).values()))["id"])
    return run
