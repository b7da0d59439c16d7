"""Every rule this app can refuse on."""


class ReflectionError(Exception):
    """Base of everything raised here."""


class NoSuchPrompt(ReflectionError):
    """No published lesson asks this: it was never there, or an editor took it away."""


class NothingToAsk(ReflectionError):
    """No statement is published for this self-assessment."""


class UnknownStatement(ReflectionError):
    """This self-assessment does not ask that."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class AlreadyFinished(ReflectionError):
    """A finished self-assessment does not change any more."""


class NothingAnswered(ReflectionError):
    """There is no answer yet, so there is nothing to finish."""


class AllEqual(ReflectionError):
    """Every answer is the same: worth asking about before finishing, and no mistake."""


class PartOfTheProgramme(ReflectionError):
    """A self-assessment of a step stays: what comes after is compared with it."""


class NotFinished(ReflectionError):
    """A draft is nobody’s business but its owner’s."""


class NotRated(ReflectionError):
    """There is nothing to show of this competency."""


class NotInCircle(ReflectionError):
    """This person is not among those who may be shown something."""
