"""Every rule this app can refuse on. Free of Django, as the level rules are."""


class EvidenceError(Exception):
    """Base of everything raised here."""


class AppendOnly(EvidenceError):
    """The ledger only grows: a row was to be changed or removed."""


class InvalidEvidence(EvidenceError):
    """The evidence offered cannot be: a share above 1, a day to come, somebody else's attempt."""


class AlreadyVoided(EvidenceError):
    """The row does not count any more; it is voided once and stays so."""


class ReasonMissing(EvidenceError):
    """Taking evidence away needs words that its owner may read."""


class BadRule(EvidenceError):
    """A rule document that cannot be followed; ``path`` says where, such as ``levels[2].level``."""

    def __init__(self, path: str, reason: str) -> None:
        self.path, self.reason = path, reason
        super().__init__(f"{path}: {reason}")
