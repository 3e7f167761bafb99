"""How a rule says no: with a sentence that a person can act on."""

import re
from collections.abc import Iterable

_MENTION = re.compile(r"<(?:@|!subteam\^)([A-Z0-9]+)>")
_OPENS = re.compile(r"<(?![ 0-9=])")
"""What could begin a mention: in words like ``< 2 s`` it is left as it is."""

_QUOTE = "\u2039"


class Refused(Exception):
    """The rules don't allow it. ``sentence`` says what was wrong and what to do; nothing has changed.

    The sentence may quote what people typed. Whom it mentions is told beside it, in ``people`` by id, so that
    nobody else is mentioned by a title or a name that looks like it.
    """

    def __init__(self, sentence: str, people: Iterable[str] = ()) -> None:
        self.sentence = only_naming(sentence, people)
        super().__init__(self.sentence)


def only_naming(sentence: str, people: Iterable[str] = ()) -> str:
    """The sentence in which nobody but ``people`` is mentioned: any other ``<`` becomes a quotation mark."""
    named = frozenset(people)
    parts: list[str] = []
    end = 0
    for found in _MENTION.finditer(sentence):
        if found[1] in named:
            parts += [_OPENS.sub(_QUOTE, sentence[end : found.start()]), found[0]]
            end = found.end()
    return "".join([*parts, _OPENS.sub(_QUOTE, sentence[end:])])
