"""Small turns of phrase that rules and blocks share, so that a thing is called the same everywhere."""

from collections.abc import Sequence


def counted(number: int, one: str, many: str = "") -> str:
    """``1 check``, ``3 checks``: the number and the noun in its form; ``many`` where an s does not do."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def listed(parts: Sequence[str], most: int = 5) -> str:
    """``a, b and c``; after ``most`` parts ``a, b, c and 4 more``."""
    if len(parts) > most:
        return f"{', '.join(parts[:most])} and {len(parts) - most} more"
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} and {parts[-1]}"
