"""When a review card comes back. Pure. Source: scenarios, a fixed plan of 2, 7 and 21 days.

The days count from the end of the talk, then from the last answer: a card that waited long is not
due again at once.
"""

from collections.abc import Sequence

DAYS = (2, 7, 21)
MOST_REPEATS = 3
"""So often the same interval is given again after a weaker answer; then the card has done its work.
"""


def days_until_next(answers: Sequence[bool]) -> int | None:
    """Days from the last answer to the next; ``None`` when the card is finished.

    ``answers`` tell of each answer in order whether it was the best one on the card.
    """
    stage = repeats = 0
    for is_best in answers:
        stage, repeats = (stage + 1, 0) if is_best else (stage, repeats + 1)
    if stage >= len(DAYS) or repeats > MOST_REPEATS:
        return None
    return DAYS[stage]
