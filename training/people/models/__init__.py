from training.people.models.grants import Role, RoleGrant
from training.people.models.organisation import OrgUnit, Post, Posting, UnitType
from training.people.models.person import Person

__all__ = ["OrgUnit", "Person", "Post", "Posting", "Role", "RoleGrant", "UnitType"]
