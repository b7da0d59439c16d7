"""Every rule this app can refuse on."""


class ReflectionError(Exception):
    """Base of everything raised here."""


class NoSuchPrompt(ReflectionError):
    """No published lesson asks this: it was never there, or an editor took it away."""
