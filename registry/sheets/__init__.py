"""The kinds of file a list arrives in, each read into the same plain sheets."""
