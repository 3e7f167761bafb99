"""How a rule says no: with a sentence that a person can act on."""

import re
from collections.abc import Iterable

_MENTION = re.compile(r"<(?:@|!subteam\^)([A-Z0-9]+)>")
_OPENS = re.compile(r"<(?=\W*[@!])")
"""What could begin a mention, also behind characters that nobody sees; ``< 2 s`` and ``<b>`` do not."""
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
    """The sentence in which nobody but ``people`` is mentioned: any other mention begins with a quote."""
    named = frozenset(people)
    parts: list[str] = []
    end = 0
    for found in _MENTION.finditer(sentence):
        if found[1] in named:
            parts += [_OPENS.sub(_QUOTE, sentence[end : found.start()]), found[0]]
            end = found.end()
    return "".join([*parts, _OPENS.sub(_QUOTE, sentence[end:])])
