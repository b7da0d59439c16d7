"""Everything this app can refuse on."""


class CertificateError(Exception):
    """Base of what this app refuses."""


class AwardRefused(CertificateError):
    """What was to be attested lacks something, is too much, or names nothing that was passed."""


class FrozenFacts(CertificateError):
    """A fact of an issued certificate was about to change, or its row to be deleted."""


class CertificateClosed(CertificateError):
    """Revoked, replaced or withdrawn: no longer open to this."""
