"""What Django's validators let through and everybody would still try first."""

# Words of this service, letters only.
CONTEXT_WORDS = frozenset(
    {"frontliner", "frontoffice", "legalaid", "pravokator", "coordinationcentre"}
    | {"фронтлайнер", "фронтофіс", "правокатор", "безоплатнаправнича"}
    | {"правничадопомога", "правовадопомога"}
)
ROWS = (
    "1234567890" * 3,
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiopasdfghjklzxcvbnm",
    "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя",
    "йцукенгшщзхїфівапролджєячсмитьбю",
)


def has_context_word(password: str) -> bool:
    """Whether it holds a word of this service, however it is spaced or punctuated.

    >>> has_context_word("Legal.Aid-2026")
    True
    """
    letters = "".join(char for char in password.casefold() if char.isalpha())
    return any(word in letters for word in CONTEXT_WORDS)


def is_predictable(password: str) -> bool:
    """Whether it is one piece repeated, or a run along the alphabet or the keyboard.

    >>> is_predictable("qwerty12qwerty12"), is_predictable("123456789012")
    (True, True)
    """
    text = password.casefold()
    repeated = text in (text + text)[1:-1]
    return repeated or any(text in row or text[::-1] in row for row in ROWS)
