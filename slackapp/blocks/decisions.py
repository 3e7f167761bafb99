"""What requests for signatures share: what ships, whether it can be signed, by whom, and who decided what."""

from readiness.model import Decision, Release, SignOff, Stage
from readiness.signing.gates import GateView
from readiness.signing.sheet import LineView
from slackapp.blocks.text import is_person, people, said, when


def can_sign(release: Release, view: GateView | LineView) -> bool:
    """Whether the gate or line can be signed now, by whoever holds its role."""
    return release.stage is Stage.PLANNED and view.signable


def no_longer_signed(release: Release) -> list[str]:
    """That it is too late to sign, for what was asked for and not given while the release was planned."""
    over = release.stage is not Stage.PLANNED
    return ["The release is no longer planned, so nobody signs it any more."] if over else []


def is_theirs(release: Release, role: str, to: str) -> bool:
    """Whether whoever reads it may hold the role; who is in a user group is not known here."""
    acting = release.acting(role)
    return not is_person(to) or to in acting or not all(is_person(one) for one in acting)


def no_longer_theirs(release: Release, role: str, to: str) -> list[str]:
    """Whose it is now, for somebody who was asked and has given the role away, while it can be signed."""
    if release.stage is not Stage.PLANNED or is_theirs(release, role, to):
        return []
    return [f"It is no longer for you to sign, but for {people(release.acting(role)) or 'nobody yet'}."]


def what_ships(release: Release) -> str:
    """The release by name, when it goes live, and what it is."""
    summary = f"\n{said(release.summary, 600)}" if release.summary else ""
    planned = "goes live" if release.stage is Stage.PLANNED else "was planned for"
    return f"*{said(release.name)}* {planned} {when(release.planned_start)}{summary}"


def decision_line(sign_off: SignOff) -> str:
    """Who decided what and when, with their comment."""
    word = "✅ Approved" if sign_off.decision is Decision.APPROVED else "❌ Rejected"
    comment = f": {said(sign_off.comment, 300)}" if sign_off.comment else ""
    behalf = f" for {people([sign_off.on_behalf])}" if sign_off.on_behalf else ""
    return f"{word} by {people([sign_off.by])}{behalf}, {when(sign_off.at)}{comment}"
