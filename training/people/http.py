from django.http import HttpRequest

from training.people.models import Person


class PersonRequest(HttpRequest):
    """A request of somebody who has signed in."""

    user: Person
    request_id: str
