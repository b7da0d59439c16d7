"""The screens around long answers: queue, marking, rewriting, agreement of markers.

Source: docs/marking.md. Rows are in ``models.marking``, what changes them in ``services.marking``.
"""
