"""The whole suite; begin with test_story.py."""
