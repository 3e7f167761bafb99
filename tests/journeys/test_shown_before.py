"""What was shown before somebody pressed counts: a signature, the end of a deployment, a Home tab."""

from datetime import timedelta

from slackapp.homes import refresh_homes
from slackapp.sandbox import LocalSlack, Person
from storage import homes
from storage.database import Session
from tests.journeys.story import CHANNEL, Story, eventually
from tests.served import Served


def test_a_signature_on_a_message_that_does_not_say_what_is_signed_is_refused(
    scene: Story, victor: Person
) -> None:
    scene.does_everything_before_the_start()
    victor.sees("waiting for approval", in_="Readiness")
    assert victor.presses("Approve with a comment…", "messages").ok
    assert victor.submits().ok
    for kind in ("block_actions", "view_submission"):
        payload = scene.last_sent(kind)
        if kind == "block_actions":
            payload["actions"][0]["action_id"] = "approve"
            payload["actions"][0]["value"] = payload["actions"][0]["value"].rsplit("|", 1)[0]
        else:
            payload["view"]["private_metadata"] = payload["view"]["private_metadata"].rsplit("|", 1)[0]
        scene.sends_anew(payload)
    assert scene.history().count("does not say what you would sign") == 2


def test_what_opened_again_since_the_window_was_drawn_is_listed_before_the_deployment_ends(
    scene: Story, robin: Person, noor: Person
) -> None:
    scene.starts_without_go()
    deployment = [item for item in scene.plan.checks if item.phase.value == "execution"]
    for item in deployment:
        scene.opens_details(item, "Noor").fills("State", "Done")
        assert noor.submits().ok
        noor.closes(everything=True)
    assert scene.types("Robin", "/readiness finish").modal is not None
    robin.sees("Every check of the deployment is done", in_="modal")

    scene.opens_details(deployment[0], "Noor").fills("State", "Open")
    assert noor.submits().ok
    noor.closes(everything=True)
    assert robin.submits().ok
    robin.sees("1 check is still open", in_="modal")
    assert "Deploying" in scene.status()
    assert robin.submits().ok
    assert "Monitoring" in scene.status()


def test_a_home_tab_that_could_not_be_drawn_is_drawn_later(
    scene: Story, slack: LocalSlack, on_sqlite: Served, noor: Person
) -> None:
    parts = on_sqlite.app.parts
    now = parts.machine_now()

    def note(session: Session) -> None:
        homes.opened(session, parts.workspace, noor.id, now - timedelta(minutes=1))
        homes.mark_stale(session, parts.workspace)

    fault = slack.faults.add("views.publish", error="internal_error", times=1)
    on_sqlite.run(parts.database.writing(note))
    on_sqlite.run(refresh_homes(parts, on_sqlite.app.bolt.client))
    eventually(lambda: fault.struck == 1)

    soon = now + timedelta(minutes=1)
    taken = on_sqlite.run(parts.database.writing(lambda s: homes.take_stale(s, parts.workspace, soon)))
    assert taken == (noor.id,)


def test_an_answer_whose_address_has_expired_comes_as_a_direct_message(
    scene: Story, slack: LocalSlack, omar: Person
) -> None:
    omar.sees("Planned", in_=CHANNEL)
    slack.timing.response_url_life = -1
    assert omar.presses("Status", CHANNEL).ok
    omar.sees("NO-GO", in_="Readiness")
