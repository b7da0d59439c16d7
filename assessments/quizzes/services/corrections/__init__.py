"""Correction cases: open, preview, approve, apply, close, undo. How: docs/corrections.md."""
