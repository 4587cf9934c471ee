"""Figures, the wall and each role's first page."""
