"""QTI items as other programs write them, in versions 2 and 3, built from their parts."""

import io
import re
import zipfile

V2 = "http://www.imsglobal.org/xsd/imsqti_v2p1"
V3 = "http://www.imsglobal.org/xsd/imsqtiasi_v3p0"
TEMPLATES = "http://www.imsglobal.org/question/qti_v2p1/rptemplates"
OUTCOMES = """
<outcomeDeclaration identifier="SCORE" cardinality="single" baseType="float">
  <defaultValue><value>0</value></defaultValue></outcomeDeclaration>
<outcomeDeclaration identifier="FEEDBACK" cardinality="multiple" baseType="identifier"/>
"""


def template(name):
    return f'<responseProcessing template="{TEMPLATES}/{name}"/>'


MATCH_CORRECT, MAP_RESPONSE = template("match_correct"), template("map_response")


def response(correct=(), mapping="", *, name="RESPONSE", cardinality="single", base="identifier"):
    values = "".join(f"<value>{value}</value>" for value in correct)
    key = f"<correctResponse>{values}</correctResponse>" if correct else ""
    return (
        f'<responseDeclaration identifier="{name}" cardinality="{cardinality}" baseType="{base}">'
        f"{key}{mapping}</responseDeclaration>"
    )


def mapping(entries, attributes=""):
    rows = "".join(
        f'<mapEntry mapKey="{key}" mappedValue="{points}"/>' for key, points in entries.items()
    )
    return f"<mapping {attributes}>{rows}</mapping>"


def item(declared, body, processing=MATCH_CORRECT, after="", title="Перша розмова", before=""):
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n{before}<assessmentItem xmlns="{V2}"'
        f' identifier="item-77" title="{title}" adaptive="false" timeDependent="false">'
        f"{declared}{OUTCOMES}<itemBody>{body}</itemBody>{processing}{after}</assessmentItem>"
    ).encode()


def as_version_3(data):
    """The same item with the names of version 3."""
    text = data.decode().replace(V2, V3)

    def dashed(name):
        return re.sub(r"[A-Z]", lambda found: "-" + found.group(0).lower(), name)

    html = ("p", "b", "br", "div", "img", "em", "object", "blockquote", "table", "script")

    def tag(found):
        slash, name, rest = found.groups()
        name = name if name in html else "qti-" + dashed(name)
        rest = re.sub(r'(\s)([a-z]+[A-Z]\w*)(=")', lambda m: m[1] + dashed(m[2]) + m[3], rest)
        return f"<{slash}{name}{rest}>"

    return re.sub(r"<(/?)([A-Za-z]+)((?:\s[^<>]*?)?/?)>", tag, text).encode()


def choices(*pairs, tag="simpleChoice"):
    return "".join(f'<{tag} identifier="{name}">{text}</{tag}>' for name, text in pairs)


def choice_body(*pairs, most=1, prompt="Що ви зробите?"):
    return (
        f'<choiceInteraction responseIdentifier="RESPONSE" shuffle="true" maxChoices="{most}">'
        f"<prompt>{prompt}</prompt>{choices(*pairs)}</choiceInteraction>"
    )


CHOICE = item(
    response(["B"]), choice_body(("A", "Перерву"), ("B", "Почекаю"), ("C", "Покличу юриста"))
)


def archive(files):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in files.items():
            package.writestr(name, content)
    return stream.getvalue()


def manifest(*items, extra=""):
    resources = "".join(
        f'<resource identifier="r{n}" type="imsqti_item_xmlv2p1" href="{href}"/>'
        for n, href in enumerate(items)
    )
    return (
        '<manifest xmlns="http://www.imsglobal.org/xsd/imscp_v1p1">'
        f"<resources>{resources}{extra}</resources></manifest>"
    )


def package(files, extra=""):
    """A package of items and of what is beside them; items are the XML files."""
    items = [name for name in files if name.endswith(".xml")]
    return archive({"imsmanifest.xml": manifest(*items, extra=extra), **files})
