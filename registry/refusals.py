"""The one exception that says no, with the sentence the reader will see."""


class Refusal(Exception):
    """An act that the rules do not allow; a middleware shows `sentence` and nothing has been written."""

    def __init__(self, sentence):
        super().__init__(str(sentence))
        self.sentence = sentence
