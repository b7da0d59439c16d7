"""The editor's forms of questions as a browser would send them."""

from django.urls import reverse
from wagtail.test.utils.form_data import nested_form_data, streamfield

from assessments.quizzes.models import MODEL_OF_KIND
from tests.factories.documents import document
from tests.factories.quizzes import bank, competency


def url(kind, action, *args):
    return reverse(MODEL_OF_KIND[kind].snippet_viewset.get_url_name(action), args=args)


def fields(kind, **changes):
    """What the form of ``kind`` sends for its document, ``changes`` by name of the field."""
    values = MODEL_OF_KIND[kind].values_of(document(kind)) | changes
    common = {
        "bank": str(bank().pk),
        "code": "F-1",
        "use": "quiz",
        "competency": str(competency().pk),
        "norm": "",
        "tags": "",
        "owner": "",
        "editors_note": "",
    }
    return {
        **common,
        **{name: _sent(name, value) for name, value in (common | values).items()},
    }


def _sent(name, value):
    if isinstance(value, list):
        blocks = [(block["type"], _value(block["value"]), block["id"]) for block in value]
        return _stream(blocks)
    if isinstance(value, bool):
        return "on" if value else ""
    return "" if value is None else str(value)


def _stream(blocks):
    sent = streamfield([(kind, value) for kind, value, _ident in blocks])
    for place, (_kind, _value, ident) in enumerate(blocks):
        sent[str(place)]["id"] = ident
    return sent


def _value(value):
    """A struct; lists of structs inside it have ids of their own."""
    return {
        name: _member(member)
        for name, member in value.items()
        if member is not None and member is not False
    }


def _member(member):
    if not isinstance(member, list):
        return "on" if member is True else str(member)
    sent = {"count": str(len(member))}
    for place, item in enumerate(member):
        sent[str(place)] = {
            "deleted": "",
            "order": str(place),
            "type": "item",
            "id": item["id"],
            "value": _value(item["value"]),
        }
    return sent


def stream(kind, name, *changes):
    """The stream ``name`` of ``kind``, with ``(place, field, value)`` changed."""
    blocks = MODEL_OF_KIND[kind].values_of(document(kind))[name]
    for place, field, value in changes:
        blocks[place]["value"][field] = value
    return {name: blocks}


def post(client, kind, *, action="action-publish", pk=None, **changes):
    """Send the form of ``kind``; a falsy ``action`` saves a draft."""
    data = nested_form_data(fields(kind, **changes))
    if action:
        data[action] = "yes"
    address = url(kind, "edit", pk) if pk else url(kind, "add")
    return client.post(address, data)


def errors(response):
    """Field → what is wrong there, as the page is told."""
    form = response.context["form"]
    return {name: _said(error) for name, error in form.errors.as_data().items()}


def _said(found):
    first = found[0]
    if hasattr(first, "as_json_data"):
        return first.as_json_data()
    return {"messages": [message for error in found for message in error.messages]}
