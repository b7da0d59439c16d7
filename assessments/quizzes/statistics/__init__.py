"""Figures about tests and their items. Pure: standard library only, importable without Django.

Names, formulas, units and the cases in which a figure is absent: docs/statistics.md.
"""

from assessments.quizzes.statistics.analysis import ItemAnalysis, ItemFigures, item_analysis

__all__ = ["ItemAnalysis", "ItemFigures", "item_analysis"]
