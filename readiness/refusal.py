"""How a rule says no: with a sentence that a person can act on."""


class Refused(Exception):
    """The rules don't allow it. ``sentence`` says what was wrong and what to do; nothing has changed."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence
