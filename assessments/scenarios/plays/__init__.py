"""Talks that authors play in the editor: from any node, with any values, kept as tests by name."""
