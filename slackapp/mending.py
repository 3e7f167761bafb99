"""Why Slack does not take a message, and how to mend it: a sentence for each of Slack's words.

The words are those that ``chat.postMessage``, ``chat.update`` and ``conversations.open`` are documented with
(docs.slack.dev). Only words that trying again does not help are here.
"""

_NO_ACCESS = "The app can't see the channel. Type /invite @Readiness in it, or choose another channel."
_ARCHIVED = "The channel is archived. Unarchive it, or choose another channel."
_RULES = (
    "The workspace's rules keep the app from posting there. "
    "Ask a workspace administrator to allow it, or choose another channel."
)
_PERSON = "Slack delivers no direct messages to this person. Give the role to somebody else."
_FORM = (
    "Slack refuses the form of the message, which is a mistake in the app. "
    "Tell whoever runs the app; its log has the details."
)
_REFUSED = "Slack refuses the app's token. Tell whoever runs the app: readiness doctor says how to mend it."
_SCOPE = (
    "The app lacks a permission in Slack. Tell whoever runs the app: "
    "readiness doctor says which, and installing the app again grants it."
)
_UNKNOWN = (
    "Slack refuses it, and trying again would not help. Tell whoever runs the app; its log has the details."
)

_WORDS = {
    _NO_ACCESS: "channel_not_found not_in_channel no_permission access_denied",
    _ARCHIVED: "is_archived is_inactive",
    _RULES: (
        "restricted_action restricted_action_non_threadable_channel restricted_action_read_only_channel "
        "restricted_action_thread_locked restricted_action_thread_only_channel team_access_not_granted "
        "method_not_supported_for_channel_type"
    ),
    _PERSON: (
        "user_not_found users_not_found user_disabled user_not_visible cannot_dm_bot messages_tab_disabled "
        "not_enough_users invalid_user_combination"
    ),
    _FORM: (
        "invalid_blocks invalid_blocks_format msg_blocks_too_long msg_too_long no_text invalid_arguments "
        "invalid_metadata_format invalid_metadata_schema metadata_too_large metadata_must_be_sent_from_app "
        "too_many_attachments markdown_text_conflict"
    ),
    _REFUSED: (
        "invalid_auth not_authed account_inactive token_expired token_revoked org_login_required "
        "ekm_access_denied team_not_found"
    ),
    _SCOPE: "missing_scope not_allowed_token_type",
}
_SENTENCES = {word: sentence for sentence, words in _WORDS.items() for word in words.split()}


def mending(word: str) -> str:
    """Why Slack does not take it and what to do, for people, with Slack's word at the end."""
    return f"{_SENTENCES.get(word, _UNKNOWN)} (Slack says {word}.)"
