"""YAML that can't be read, or isn't read for safety's sake, is refused with its line."""

import pytest

from tests.readiness.tea import Mistake

MISTAKES: dict[str, Mistake] = {
    "a name that is a list": Mistake(
        "title: Kitchen",
        "[a, b]: Kitchen\n    title: Kitchen",
        "[a, b]",
        "A list or a mapping can't be a name. Put a word before the colon.",
    ),
    "an alias": Mistake(
        "title: Kitchen",
        "title: *kitchen",
        "*kitchen",
        "Aliases (words that begin with “*”) are not read. Write it out here.",
    ),
    "a tag": Mistake(
        "title: Kitchen",
        "title: !!python/name:os.system Kitchen",
        "!!python",
        "Tags (words that begin with “!”) are not read. Remove it.",
    ),
    "an escaped character that is none": Mistake(
        "title: Kitchen",
        'title: "Kitchen\\0"',
        "Kitchen\\0",
        "This text holds the character U+0000, which nobody can read. Remove it.",
    ),
    "an escape beyond all characters": Mistake(
        "title: Kitchen",
        'title: "\\UFFFFFFFF"',
        "FFFF",
        "A “\\U” in this line, or below it, names no character. Write the character itself.",
    ),
    "a control character": Mistake(
        "title: Kitchen",
        "title: Kit\x07chen",
        "Kit\x07chen",
        "The character U+0007 can't be in a template. Remove it.",
    ),
    "half a character": Mistake(
        "title: Kitchen",
        "title: Kit\ud800chen",
        "Kit\ud800chen",
        "The character U+D800 can't be in a template. Remove it.",
    ),
    "a colon too many": Mistake(
        "title: Kitchen",
        "title: Kitchen: big",
        "Kitchen: big",
        "This is not valid YAML: mapping values are not allowed here. Mend this line, or the one above it.",
    ),
    "a tab": Mistake(
        "    title: Kitchen",
        "\ttitle: Kitchen",
        "\ttitle",
        (
            "This is not valid YAML: found character '\\t' that cannot start any token. "
            "Mend this line, or the one above it."
        ),
    ),
    "a second template": Mistake(
        "\nslots:",
        "---\nslots:",
        "---",
        "A file holds one template. Move what follows to its own file.",
    ),
    "nesting without end": Mistake(
        "title: Kitchen",
        f"title: {'[' * 5000}",
        "[[[",
        "This is nested deeper than anything in a template. Check the indentation.",
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES.values(), ids=MISTAKES.keys())
def test_yaml_that_is_not_read_is_refused_with_its_line(mistake: Mistake) -> None:
    mistake.assert_is_told()
