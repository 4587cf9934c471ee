"""The demo city 白杨市: made-up people and postings, so that every page has something to show."""
