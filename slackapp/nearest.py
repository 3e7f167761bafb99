"""The nearest to a word or a name that was mistyped."""

from collections.abc import Sequence
from difflib import get_close_matches


def nearest(typed: str, known: Sequence[str]) -> str:
    """Which of the known names was meant, whatever its case: begun so, or spelt nearly so; empty for none."""
    wanted = " ".join(typed.split()).casefold()
    folded: dict[str, str] = {}
    for name in known:
        folded.setdefault(name.casefold(), name)
    begun = [name for name in folded if wanted and name.startswith(wanted)]
    close = begun or get_close_matches(wanted, folded, n=1)
    return folded[close[0]] if close else ""
