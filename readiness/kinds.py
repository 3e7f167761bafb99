"""The kinds of what stands in a template: of items, phases, risks, anchors and readers."""

from enum import StrEnum


class Kind(StrEnum):
    """What an item is. People tick a check; every other kind follows from what happened."""

    CHECK = "check"
    SIGN_OFF = "sign_off"
    CRITERION = "criterion"
    AUDIENCE = "audience"
    CHANNEL = "channel"
    SLOT = "slot"


class Phase(StrEnum):
    """The part of a release's life that an item belongs to, in the order of the document."""

    PREPARATION = "preparation"
    VERIFICATION = "verification"
    EXECUTION = "execution"
    MONITORING = "monitoring"
    RISK = "risk"
    ROLLBACK = "rollback"
    COMMUNICATION = "communication"
    SUCCESS = "success"
    SIGN_OFF = "sign_off"
    REVIEW = "review"

    @property
    def before_start(self) -> bool:
        """Whether a required check of this phase must be met before the release may start."""
        return self in _BEFORE_START


_BEFORE_START = frozenset({Phase.PREPARATION, Phase.VERIFICATION, Phase.RISK, Phase.ROLLBACK})


class Risk(StrEnum):
    """How much harm an open item can do."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Anchor(StrEnum):
    """The moment that an offset counts from."""

    PLANNED_START = "planned_start"
    START = "start"
    FINISH = "finish"
    ROLLBACK = "rollback"


class Detail(StrEnum):
    """As whom an audience reads, the one who is told most first; where some share a channel, so do they."""

    ENGINEERING = "engineering"
    SUPPORT = "support"
    PRODUCT = "product"
    EXECUTIVE = "executive"
    USERS = "users"

    @property
    def rank(self) -> int:
        """0 for the most detailed."""
        return list(Detail).index(self)
