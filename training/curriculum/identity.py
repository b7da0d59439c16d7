"""Identities that are the same on every machine, so that loading is repeatable everywhere."""

import uuid

NAMESPACE = uuid.UUID("5b0d5bb9-6c5f-5f0e-9f27-3c1f3f0a7f52")


def key_of(*parts: object) -> uuid.UUID:
    """The identity of what the parts name, such as ``key_of("question", "M2-01")``."""
    return uuid.uuid5(NAMESPACE, ":".join(str(part) for part in parts))
