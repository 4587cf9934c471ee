"""The registry's pages: rosters, and one person's facts."""
