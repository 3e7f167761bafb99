"""User groups that held roles keep them in the next release, however many they are."""

from readiness.commands import AssignRole
from readiness.model import Person as Holder
from slackapp.sandbox import Person
from storage.people import KnownGroup, put_groups
from tests.journeys.story import CHANNEL, Story
from tests.served import Served

MANY = 300


def test_more_user_groups_are_carried_over_than_a_window_could_hold(
    scene: Story, on_sqlite: Served, dana: Person
) -> None:
    parts = on_sqlite.app.parts
    (listed,) = on_sqlite.run(parts.meant("", "Checkout 2.4"))
    groups = tuple(f"S{number:09d}" for number in range(MANY))
    known = [KnownGroup(group, f"team-{group}", (dana.id,), parts.machine_now()) for group in groups]
    on_sqlite.run(parts.database.writing(lambda s: put_groups(s, parts.workspace, [*known[1:]])))
    role = scene.plan.roles[0].key
    robin = Holder(scene.person("Robin").id)
    on_sqlite.run(parts.ledger.perform(listed.id, AssignRole(role, groups), robin, parts.now()))

    assert dana.types("/readiness new Checkout 2.5", CHANNEL).modal is not None
    dana.fills("Template", "Small team")
    assert dana.submits().ok
    dana.sees("User groups keep these roles", in_="modal")
    assert dana.submits().ok
    dana.sees(f"The user group @{groups[0]} has nobody in it", in_="modal")

    (opened,) = on_sqlite.run(parts.meant("", "Checkout 2.5"))
    release = on_sqlite.run(parts.case(opened.id)).release
    assert [holder for holder in release.holders(role) if holder in groups] == list(groups)
