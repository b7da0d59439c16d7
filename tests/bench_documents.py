"""Certificates beside WeasyPrint, and two workers beside one: on the wall clock."""

import datetime
import os
import subprocess
import sys
import time
from collections.abc import Mapping
from functools import partial
from pathlib import Path

from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

from certificates import documents
from certificates.models import Certificate
from certificates.sheet import SHEET, server
from modules.printing import pdf
from tests.bench_rows import ROUNDS, Ratio, Skipped, in_turns

DAY = datetime.date(2026, 3, 2)
DOCUMENTS = 20
ONE_WORKER = """
import sys
from certificates.sheet import server
html, number = sys.argv[1], int(sys.argv[2])
server.render(html, {})
print("ready", flush=True)
sys.stdin.readline()
for _ in range(number):
    server.render(html, {})
print("done", flush=True)
server.close()
"""


def rows() -> list[Ratio]:
    html, assets = page()
    ours = partial(server.render, html, assets)
    inside = partial(pdf.render, SHEET, html, assets)
    rounds = max(ROUNDS // 3, 5)
    try:
        return [
            Ratio(
                "a certificate, beside plain WeasyPrint",
                *in_turns(ours, partial(plain, html, assets), rounds, time.perf_counter),
                1.2,
            ),
            Ratio(
                "a certificate, beside the same in one process",
                *in_turns(ours, inside, rounds, time.perf_counter),
                1.2,
            ),
        ]
    finally:
        server.close()


def plain(html: str, assets: Mapping[str, bytes]) -> bytes:
    """WeasyPrint as its manual shows it: stylesheet and fonts are read for each document."""
    fonts = FontConfiguration()
    fetcher = pdf.AssetFetcher({**pdf.shipped(SHEET), **assets})
    style = CSS(string=SHEET.stylesheet.read_text(), url_fetcher=fetcher, font_config=fonts)
    document = HTML(string=html, url_fetcher=fetcher)
    return document.write_pdf(font_config=fonts, stylesheets=[style], pdf_variant="pdf/ua-1")


def page() -> tuple[str, dict[str, bytes]]:
    facts = Certificate(
        number="FL-0000-0000-0000-0",
        token="t" * 16,
        holder_name="Вʼюник Марʼяна Остапівна",
        certificate_title="Сертифікат",
        programme_title="Адаптація фронтлайнера",
        hours=3,
        outcomes=["слухати"] * 5,
        competencies=[],
        period_from=DAY,
        period_to=DAY,
        issued_on=DAY,
        valid_until=DAY,
        issuer_name="Центр",
        language="uk",
    )
    return documents.page(facts), {"qr.png": documents.qr_code(facts)}


def two_workers() -> Ratio | Skipped:
    """Time of one document when one worker makes them, beside two workers: nearly 0.5 of it."""
    what = "a certificate of two workers, beside one worker"
    if (os.cpu_count() or 1) < 2:
        return Skipped(what, "this machine has one processor")
    html = page()[0].replace("asset:qr.png", "asset:mark.svg")
    turns = [(_each(html, 2), _each(html, 1)) for _ in range(3)]
    two, one = min(turn[0] for turn in turns), min(turn[1] for turn in turns)
    return Ratio(what, two, one, 0.6)


def _each(html: str, workers: int) -> float:
    """Milliseconds a document, all workers together, without their start."""
    running = [
        subprocess.Popen(  # noqa: S603  our own code
            [sys.executable, "-c", ONE_WORKER, html, str(DOCUMENTS)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).resolve().parent.parent,
        )
        for _ in range(workers)
    ]
    for worker in running:  # WeasyPrint is loaded, the first document made
        assert worker.stdout.readline() == "ready\n"
    started = time.perf_counter()
    for worker in running:
        worker.stdin.write("go\n")
        worker.stdin.flush()
    for worker in running:
        assert worker.stdout.readline() == "done\n"
    took = time.perf_counter() - started
    for worker in running:
        worker.communicate()
    return 1000 * took / (DOCUMENTS * workers)
