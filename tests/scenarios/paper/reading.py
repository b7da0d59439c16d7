"""PDF files as their readers meet them."""

import io

from pypdf import PdfReader


def opened(response):
    assert response.status_code == 200, response.text
    return PdfReader(io.BytesIO(response.content))


def words(reader):
    """Text without the accidents of layout: lines, and spaces around them."""
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def tags(reader):
    """Kinds of element in the structure tree."""

    def walk(element):
        found = element.get_object()
        if isinstance(found, dict):
            if "/S" in found:
                yield found["/S"]
            children = found.get("/K", [])
            for child in children if isinstance(children, list) else [children]:
                yield from walk(child)

    return set(walk(reader.trailer["/Root"]["/StructTreeRoot"]))
