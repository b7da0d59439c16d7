"""The document itself: what is in it, what cannot get into it. No database."""

import datetime
import io
import re

import pytest
from django.utils import translation
from pypdf import PdfReader

from certificates import documents
from certificates.services import (
    COMPETENCY_LENGTH,
    MOST_COMPETENCIES,
    MOST_OUTCOMES,
    OUTCOME_LENGTH,
    Award,
)
from certificates.sheet import SHEET, server
from modules.printing.exceptions import RenderFailed
from modules.printing.sandbox import ROOT, RenderServer
from tests.certificates.conftest import LETTERS, LONG_NAME, render, unsaved, words
from tests.factories.certificates import competency


def test_the_text_that_comes_out_is_the_text_that_went_in(full):
    certificate, _content, _reader, text = full

    for fact in (
        LONG_NAME,
        LETTERS,
        certificate.number,
        certificate.programme_title,
        "про проходження навчання",
        "02.02.2026 – 27.02.2026",
        "02.03.2026",
        "02.03.2029",
        "Установа, що видала",
        "00000000",
        "Керівник програми",
        "Ірина Ґудзь",
        "почути людину, не перебиваючи",
        f"записати {LETTERS}",
        "FL-03",
        "Активне емпатичне слухання",
        "Базовий",
    ):
        assert fact in text


def test_it_is_tagged_and_has_language_and_title(full):
    certificate, _content, reader, _text = full

    assert reader.trailer["/Root"]["/Lang"] == "uk"
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in reader.trailer["/Root"]
    assert reader.trailer["/Root"]["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata.title.endswith(certificate.number)
    assert b"pdfuaid" in reader.trailer["/Root"]["/Metadata"].get_data()


def test_it_is_a4_landscape_on_two_pages_with_all_fonts_inside(full):
    _certificate, content, reader, _text = full

    assert len(reader.pages) == 2
    assert {tuple(round(float(side)) for side in page.mediabox[2:]) for page in reader.pages} == {
        (842, 595)
    }
    assert len(content) < 100_000
    families = {name.partition("+")[2] for page in reader.pages for name in fonts(page)}
    assert {family.split("-")[0] for family in families} == {"Arsenal", "Inter"}


def fonts(page):
    return {font["/BaseFont"].lstrip("/") for font in page["/Resources"]["/Font"].values()}


def test_it_says_nothing_it_may_not_say(full):
    """No score, no e-mail, no token in the text; none of the words that need a licence."""
    certificate, _content, _reader, text = full

    for word in (certificate.token, "@", "%", "ECTS", "ЄКТС", "підвищення кваліфікації"):
        assert word not in text


def test_the_code_and_the_link_lead_to_the_verification_page(full, settings):
    certificate, _content, reader, text = full
    address = f"{settings.BASE_URL}/verify/{certificate.number}/"

    links = [annotation["/A"]["/URI"] for annotation in reader.pages[0]["/Annots"]]
    assert set(links) == {f"{address}?t={certificate.token}"}
    assert documents.verification_address(certificate) == f"{address}?t={certificate.token}"
    assert address in text.replace("/verify/ ", "/verify/")


def tags(element, parent=None):
    """(tag, parent's tag, element) of the structure tree, depth first."""
    tag = element.get("/S", parent)
    if "/S" in element:
        yield tag, parent, element
    children = element.get("/K", [])
    for child in children if isinstance(children, list) else [children]:
        found = child.get_object()
        if isinstance(found, dict):
            yield from tags(found, tag)


def test_its_structure_is_what_a_screen_reader_expects(full):
    """PDF/UA-1: lists of items, tables with headers, headings in order, a described picture."""
    _certificate, _content, reader, _text = full
    found = list(tags(reader.trailer["/Root"]["/StructTreeRoot"]))

    assert {tag for tag, parent, _element in found if parent == "/L"} <= {"/LI", "/L"}
    assert {parent for tag, parent, _element in found if tag == "/LI"} == {"/L"}
    assert [tag for tag, *_rest in found if tag[:2] == "/H"] == ["/H1", "/H2", "/H3", "/H3"]
    assert [tag for tag, *_rest in found].count("/Table") == 2
    assert [tag for tag, *_rest in found].count("/TH") == 4 + 4 + 4
    assert [tag for tag, *_rest in found].count("/Link") == 1
    assert len(reader.pages[0]["/Annots"]) == 1
    (picture,) = [element for tag, _parent, element in found if tag == "/Figure"]
    assert picture["/Alt"].startswith("QR")


def test_the_same_certificate_gives_the_same_bytes_in_any_worker(full):
    certificate, content, _reader, _text = full
    another = RenderServer(SHEET)
    try:
        again = another.render(
            documents.page(certificate), {"qr.png": documents.qr_code(certificate)}
        )
    finally:
        another.close()

    assert again == content


def test_the_longest_certificate_still_fits():
    certificate = unsaved(
        holder_name=("Щербаненківська-Ґалаґанівна " * 5)[:120].strip(),
        programme_title=("Щоденна підготовка " * 20)[:200].strip(),
        outcomes=[("Шанобливо вислухати " * 20)[:OUTCOME_LENGTH]] * MOST_OUTCOMES,
        competencies=[
            competency(
                f"FL-{n:02}",
                level=4,
                name=("Дуже довга назва " * 10)[:COMPETENCY_LENGTH],
                kinds=["quiz", "scenario", "observation", "manager_confirmation"],
            )
            for n in range(MOST_COMPETENCIES)
        ],
    )
    reader = PdfReader(io.BytesIO(render(certificate)))

    assert len(reader.pages) == 3
    assert certificate.holder_name in words(reader.pages[0].extract_text())


def test_without_outcomes_and_competencies_it_is_one_page():
    assert len(PdfReader(io.BytesIO(render(unsaved()))).pages) == 1


def test_it_is_made_in_the_language_of_the_certificate():
    reader = PdfReader(io.BytesIO(render(unsaved(language="en", hours=1))))
    text = words(reader.pages[0].extract_text())

    assert reader.trailer["/Root"]["/Lang"] == "en"
    for label in ("Certificate", "Issued to", "1 hour", "no end date"):
        assert label in text


def test_it_is_ukrainian_by_default(full):
    _certificate, _content, _reader, text = full

    for label in ("Сертифікат", "3 години", "Період навчання", "Рівень (0–4)", "рольова ситуація"):
        assert label in text


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        (
            "Certificate of completion of the programme „Listening“",
            "of completion of the programme",
        ),
        ("Certificate: Listening", ""),
        ("Something else", "Something else"),
        ("Certificates of Listening", "Certificates of"),
    ],
)
def test_the_subtitle_does_not_repeat_the_page(title, expected):
    with translation.override("en"):
        found = documents.subtitle(unsaved(certificate_title=title, programme_title="Listening"))

    assert found == expected


# --- What must not get in -----------------------------------------------------------------------
def test_markup_in_a_name_or_a_title_is_text():
    """D04, D09: HTML, CSS and template tags come out as they were typed."""
    evil = "<img src=file:///etc/passwd> {{ settings.SECRET_KEY }} {% now 'Y' %} %(x)s &amp;"
    certificate = unsaved(
        holder_name="<script>alert(1)</script> <b>Оксана</b>",
        programme_title=evil,
        outcomes=["</style><style>p{display:none}</style>"],
        competencies=[competency(name="<link rel=attachment href=file:///etc/passwd>")],
    )
    reader = PdfReader(io.BytesIO(render(certificate)))
    text = words(" ".join(page.extract_text() for page in reader.pages))

    assert evil in text
    assert "<script>alert(1)</script> <b>Оксана</b>" in text
    assert "</style><style>p{display:none}</style>" in text
    assert "<link rel=attachment href=file:///etc/passwd>" in text
    assert "/EmbeddedFiles" not in reader.trailer["/Root"].get("/Names", {})


def test_a_certificate_of_four_pages_is_refused():
    """E05."""
    with pytest.raises(RenderFailed, match="4 pages"):
        server.render('<html lang="uk"><title>x</title>' + '<p style="break-after: page">x' * 4, {})


def test_nobody_chooses_the_template_or_the_style():
    """D05: one fixed template and stylesheet; an award brings text only."""
    assert not {"template", "css", "html", "logo"} & set(Award.__dataclass_fields__)


def test_the_date_of_the_file_is_the_date_of_issue(full):
    _certificate, _content, reader, _text = full

    assert reader.metadata.creation_date.date() == datetime.date(2026, 3, 2)


def test_the_specimen_touches_what_a_certificate_touches():
    used = [
        {
            name
            for names in re.findall(r'class="([^"{]+)', path.read_text())
            for name in names.split()
        }
        for path in (
            ROOT / "templates/certificates/pdf/certificate.html",
            ROOT / "certificates/assets/specimen.html",
        )
    ]
    assert used[0] - {"annex--dense"} <= used[1]
