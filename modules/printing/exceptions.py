class RenderFailed(Exception):
    """No document came out: the reason is in the message, never a name."""


class RenderBusy(RenderFailed):
    """Another document was still being made when patience ran out."""


class MissingAsset(RenderFailed):
    """A file shipped with the code is not there; the message names it."""
