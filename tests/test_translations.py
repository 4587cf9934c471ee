"""Every sentence of the interface has its English."""

from placement.translations import found_messages, without_english


def test_no_sentence_lacks_english():
    assert without_english() == []


def test_sentences_are_found_in_code_and_templates():
    places = {place for message in found_messages() for place, _line in message.locations}
    assert any(place.startswith("templates/") for place in places)
    assert any(place.startswith("registry/") for place in places)
