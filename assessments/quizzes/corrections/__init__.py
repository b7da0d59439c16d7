"""A wrong key is mended after people have answered: what each answer is worth then.

Source: docs/corrections.md. ``policies`` says what one item is worth and ``marks`` adds up an
attempt, both without a database; ``in_force`` reads which keys count today.
"""
