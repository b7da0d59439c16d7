"""What is to be mended in passages of text: unknown words, forbidden phrases, idle exceptions."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from tests.wording.forbidden import (
    EXCEPTIONS,
    Wording,
    breaches,
    shipped_wording,
    unused_exemptions,
)
from tests.wording.spelling import ALLOWED, is_allowed, read_allowed, suggestions, words
from tests.wording.texts import ROOT, Passage, Places


def findings(passages: Sequence[Passage]) -> list[str]:
    """Lines “file:line: what is wrong → what instead”, in the order of files and lines.

    Raises:
        NoDictionary: the spelling cannot be checked here.
    """
    places = Places()
    wording = shipped_wording()
    found = {*_unknown_words(passages, places), *_forbidden_phrases(passages, places, wording)}
    idle = [
        f"{EXCEPTIONS.relative_to(ROOT)}: the exception “{one.phrase}” stands in {one.file} no more"
        for one in unused_exemptions(passages, wording)
    ]
    return [f"{file}:{line}: {what}" for file, line, what in sorted(found)] + idle


def _unknown_words(passages: Sequence[Passage], places: Places) -> Iterator[tuple[str, int, str]]:
    allowed = read_allowed(ALLOWED.read_text(encoding="utf-8"))
    used = defaultdict(list)
    for passage in passages:
        for word in words(passage.text):
            used[word].append(passage)
    unknown = suggestions(word for word in used if not is_allowed(word, allowed))
    for word, proposals in unknown.items():
        for passage in used[word]:
            hint = f" → {', '.join(proposals)}" if proposals else ""
            yield shown_file(passage), places.line(passage, word), f"{word}{hint}"


def _forbidden_phrases(
    passages: Sequence[Passage], places: Places, wording: Wording
) -> Iterator[tuple[str, int, str]]:
    for passage in passages:
        for breach in breaches(passage, wording):
            what = f"«{breach.words}» → {breach.rule.instead} ({breach.rule.why})"
            yield shown_file(passage), places.line(passage, breach.words), what


def shown_file(passage: Passage) -> str:
    path = passage.root / passage.file
    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else passage.file
