"""A real Chromium at the width of a phone."""
