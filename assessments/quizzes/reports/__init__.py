"""Figures about quizzes as people read them: words first, then numbers."""
