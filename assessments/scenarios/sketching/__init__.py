"""A role-play as plain text and back, and patterns to begin with. docs/scenario-notation.md"""
