from django.contrib.auth.backends import ModelBackend

from training.people.models import Person
from training.people.queries import person_with_roles


class PersonBackend(ModelBackend):
    """Loads the session's person together with what they may do: one query a request.

    Somebody deactivated is nobody from the next request on, whatever their session says.
    """

    def get_user(self, user_id: int) -> Person | None:
        person = person_with_roles(user_id)
        return person if person and self.user_can_authenticate(person) else None
