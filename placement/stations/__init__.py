"""Stations renamed, merged and split, with their staff and their people."""
