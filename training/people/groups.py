"""Names of the groups of the CMS."""

TRAINERS = "Тренери"
EDITORS = "Редактори"
REVIEWERS = "Рецензенти"
