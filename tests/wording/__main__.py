"""``python -m tests.wording``: the spelling and the wording of all that ships in Ukrainian.

Prints ``file:line: word → suggestions`` and ends with 1 when there is something to mend, with 2
when it cannot look.
"""

import sys

from tests.wording.findings import findings
from tests.wording.spelling import NoDictionary
from tests.wording.texts import shipped_passages


def main() -> int:
    try:
        passages = list(shipped_passages())
        found = findings(passages)
    except (NoDictionary, ValueError) as refusal:
        sys.stderr.write(f"{refusal}\n")
        return 2
    sys.stdout.write("".join(f"{line}\n" for line in found))
    sys.stdout.write(f"{len(passages)} passages, {len(found)} findings\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
