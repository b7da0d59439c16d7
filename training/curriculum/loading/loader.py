"""Bringing the site to what a folder of content says: all or nothing, and never over an editor."""

import logging
from pathlib import Path

from django.db import transaction
from django.utils.translation import get_language

from training.curriculum.loading.banks import load_banks
from training.curriculum.loading.drawings import clean_drawings
from training.curriculum.loading.framework import load_framework
from training.curriculum.loading.ledger import Ledger
from training.curriculum.loading.modulepages import load_modules
from training.curriculum.loading.programmes import load_programmes
from training.curriculum.loading.report import Report
from training.curriculum.loading.scenarios import load_scenarios, prove_scenarios
from training.curriculum.loading.statements import load_statements
from training.curriculum.loading.tree import load_tree
from training.curriculum.permissions import load_permissions
from training.curriculum.reading.faults import Faults, FaultyContent
from training.curriculum.reading.folder import read_folder
from training.curriculum.translating.loading import load_translations
from training.curriculum.translating.sheets import read_sheets

logger = logging.getLogger(__name__)


def load(directory: Path, *, is_dry_run: bool = False) -> Report:
    """Load ``directory`` in one transaction and say what was done. Repeatable.

    What has not changed in the files is not written again; what an editor has changed since, or
    made under the same name, is left alone and reported. Nothing is ever deleted. A dry run does
    all of it and takes it back.

    Raises:
        FaultyContent: with every fault; nothing was loaded.
    """
    faults = Faults()
    content = read_folder(directory, faults, language=get_language() or "uk")
    content = clean_drawings(content, faults)
    sheets = read_sheets(directory, content, faults)
    with transaction.atomic():
        ledger = Ledger()
        prove_scenarios(content, ledger, faults)
        if faults:
            raise FaultyContent(faults.sorted())
        load_framework(content, ledger)
        load_statements(content, ledger)
        load_banks(content, ledger)
        load_scenarios(content, ledger)
        load_tree(content, ledger)
        load_modules(content, ledger)
        load_programmes(content, ledger)
        load_translations(sheets, content, ledger)
        load_permissions(ledger)
        report = ledger.finish()
        report.is_dry_run = is_dry_run
        transaction.set_rollback(is_dry_run)
    if report.has_writes and not is_dry_run:
        logger.info("curriculum.loaded", extra={"items": report.counts()})
    return report
