"""JSON out of files that nobody vouches for."""

import json
from typing import Any

from django.utils.translation import gettext as _

from modules.decoding import CannotRead, text_of
from modules.packages import shown


def parsed(data: bytes | str, name: str = "") -> Any:
    """The value of a JSON text. Raises :class:`CannotRead` with the line of the fault.

    A name that occurs twice in one object would silently lose the first: it is refused.
    """
    text = data if isinstance(data, str) else text_of(data)
    place = {"name": shown(name) or _("The file")}
    try:
        return json.loads(text, object_pairs_hook=_once, parse_constant=_no_constant)
    except _Doubled as error:
        raise CannotRead(
            _("%(name)s: “%(key)s” occurs twice in one object.")
            % {**place, "key": shown(str(error))}
        ) from error
    except json.JSONDecodeError as error:
        raise CannotRead(
            _("%(name)s is no valid JSON (line %(line)d, column %(column)d).")
            % {**place, "line": error.lineno, "column": error.colno}
        ) from error
    except (ValueError, RecursionError) as error:
        raise CannotRead(_("%(name)s is no valid JSON.") % place) from error


class _Doubled(Exception):
    pass


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _value in pairs]
        raise _Doubled(next(name for name in found if names.count(name) > 1))
    return found


def _no_constant(name: str) -> Any:
    raise ValueError(name)
