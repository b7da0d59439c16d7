"""Numbers of certificates: ``FL-7K3M-9QXT-2BVD-W``.

Twelve random characters of Crockford's base 32 (60 bits: nobody finds one by trying) and a check
character, which tells any one wrong character and any two neighbours that changed places.
"""

import re
import secrets
import unicodedata

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
PREFIX = "FL"
RANDOM = 12
MAX_LENGTH = len("FL-0000-0000-0000-0")

_BODY = RANDOM + 1
_SEPARATORS = re.compile(r"[\W_]+")
# People read O for 0, and type on a Ukrainian keyboard what looks the same.
_LOOKALIKES = str.maketrans("OILАВСЕНКМОРТУХІ", "011ABCEHKM0PTYX1")
_PREFIX_AS_READ = PREFIX.translate(_LOOKALIKES)


def make() -> str:
    """A new number from the system's source of randomness."""
    return _grouped(_with_check("".join(secrets.choice(ALPHABET) for _ in range(RANDOM))))


def make_token() -> str:
    """96 random bits for the address in the QR code; whoever holds it may read the name."""
    return secrets.token_urlsafe(12)


def normalise(text: str) -> str:
    """The number ``text`` stands for, in its one spelling; ``""`` when it cannot be a number.

    Spaces, dashes, small letters, a missing prefix and look-alike letters are forgiven.

    >>> normalise(" fl 7k3m 9qxt 2bvd w ")
    'FL-7K3M-9QXT-2BVD-W'
    """
    body = unicodedata.normalize("NFKC", text[:100]).upper()
    body = _SEPARATORS.sub("", body).translate(_LOOKALIKES)
    if len(body) == _BODY + len(PREFIX):
        body = body.removeprefix(_PREFIX_AS_READ)
    return _grouped(body) if len(body) == _BODY and set(body) <= set(ALPHABET) else ""


def check(number: str) -> bool:
    """Whether ``number`` is spelt as ``make()`` spells it and its check character is right."""
    if not number or normalise(number) != number:
        return False
    body = number.removeprefix(PREFIX).replace("-", "")
    return _with_check(body[:RANDOM]) == body


def _with_check(body: str) -> str:
    """Damm's scheme over the field of 32 elements (x⁵ + x² + 1)."""
    interim = 0
    for character in body:
        interim = (interim ^ ALPHABET.index(character)) << 1
        if interim & 0b100000:
            interim ^= 0b100101
    return body + ALPHABET[interim]


def _grouped(body: str) -> str:
    return "-".join([PREFIX, body[:4], body[4:8], body[8:12], body[12:]])
