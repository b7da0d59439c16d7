"""Who may open the screens about people in the editor: administrators, and nobody by a group.

Managing accounts equals being a superuser (a password can be set, a group joined), so these rights
are not handed out as permissions at all.
"""

from collections.abc import Iterable

from django.db.models import Model, Q
from django.utils import timezone
from wagtail.permission_policies import BasePermissionPolicy

from training.people.models import Person, Role, RoleGrant
from training.people.models.person import PersonQuerySet
from training.people.queries import is_administrator


class AdministratorPolicy(BasePermissionPolicy):
    """Administrators add, change and view; nobody deletes, because history stays."""

    actions = frozenset({"add", "change", "view"})
    # The menu asks on every page of the editor; one answer a request is enough.
    permission_cache_name = "_administrator_actions"

    def get_all_permissions_for_user(self, user: Person) -> frozenset[str]:
        allowed = user.is_authenticated and is_administrator(user)
        return self.actions if allowed else frozenset()

    def user_has_permission(self, user: Person, action: str) -> bool:
        return action in self.get_cached_permissions_for_user(user)

    def users_with_any_permission(self, actions: Iterable[str]) -> PersonQuerySet:
        if not self.actions & set(actions):
            return Person.objects.none()
        grants = RoleGrant.objects.current(timezone.localdate()).filter(
            role=Role.ADMINISTRATOR, unit__depth=1
        )
        return Person.objects.active().filter(
            Q(is_superuser=True) | Q(pk__in=grants.values("person"))
        )

    def check_model(self, model: type[Model]) -> None:
        """Any model will do."""
