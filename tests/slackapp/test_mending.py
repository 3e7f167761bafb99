"""Each word of Slack's that stops a post has a sentence that says how to mend it."""

import pytest

from slackapp.mending import mending


@pytest.mark.parametrize(
    ("word", "mend"),
    [
        ("channel_not_found", "Type /invite @Readiness in it"),
        ("not_in_channel", "Type /invite @Readiness in it"),
        ("is_archived", "Unarchive it, or choose another channel"),
        ("restricted_action", "Ask a workspace administrator"),
        ("user_disabled", "Give the role to somebody else"),
        ("invalid_blocks", "a mistake in the app"),
        ("token_revoked", "readiness doctor says how to mend it"),
        ("missing_scope", "installing the app again grants it"),
        ("something_new", "its log has the details"),
    ],
)
def test_the_sentence_says_what_to_do_and_ends_with_slacks_word(word: str, mend: str) -> None:
    sentence = mending(word)
    assert mend in sentence
    assert sentence.endswith(f"(Slack says {word}.)")
