"""When something fails beneath: nothing is lost, nothing is done twice, and people read a sentence."""

import hashlib
import json
import logging
import sqlite3
import time
from pathlib import Path

import httpx
import pytest

from slackapp.sandbox import LocalSlack, Message, Person
from slackapp.sandbox.delivery.http import signature, signed_request
from slackapp.sandbox.values import Delivery
from tests.journeys.story import CHANNEL, Story, eventually
from tests.served import Served

BUSY = (
    "The database was too busy to write this down within two seconds. Nothing has changed; please try again."
)


def _file(served: Served) -> Path:
    return Path(served.settings.database_url.get_secret_value().removeprefix("sqlite:///"))


def test_a_press_that_slack_delivers_again_leaves_one_record(story: Story) -> None:
    story.opens("Hotfix")
    story.starts_without_go()
    story.types("Robin", "/readiness rollout 5")
    typed = story.slack.delivered[-1]
    story.types("Robin", "/readiness rollout 50")

    assert story.slack.redeliver(typed).ok
    assert "Rollout: 50 % of users" in story.status()
    assert story.history().count("set the rollout to") == 2


def test_a_release_is_opened_once_however_often_its_form_is_sent(empty_scene: Story, dana: Person) -> None:
    empty_scene.opens("Hotfix")
    sent = [d for d in empty_scene.slack.delivered if d.delivery.payload.get("type") == "view_submission"]
    assert empty_scene.slack.redeliver(sent[-1]).ok
    assert empty_scene.sends_anew(sent[-1].delivery.payload).ok

    assert "Active releases: 1" in empty_scene.types("Dana", "/readiness list").shown


def test_while_the_database_is_busy_nothing_is_written_and_the_person_is_told(
    scene: Story, on_sqlite: Served, omar: Person
) -> None:
    other = sqlite3.connect(_file(on_sqlite), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        assert omar.presses("Ready to roll back", CHANNEL).ok
        omar.sees(BUSY, in_=CHANNEL)
    finally:
        other.close()
    assert "nobody has said yet" in scene.status()

    assert omar.presses("Ready to roll back", CHANNEL).ok
    assert "ready, says @Omar" in scene.status()


def test_a_busy_database_keeps_a_modal_open_with_what_was_filled_in(
    scene: Story, on_sqlite: Served, omar: Person
) -> None:
    assert omar.presses("Not ready…", CHANNEL).ok
    omar.fills("Why can't it be rolled back?", "The backup is broken")
    other = sqlite3.connect(_file(on_sqlite), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        assert omar.submits().errors == {"Why can't it be rolled back?": BUSY}
    finally:
        other.close()
    assert omar.submits().ok
    assert "The backup is broken" in scene.status()


def test_a_database_that_is_damaged_is_told_in_a_sentence_and_not_ready(
    scene: Story, on_sqlite: Served, omar: Person, caplog: pytest.LogCaptureFixture
) -> None:
    assert httpx.get(f"{on_sqlite.url}/readyz").text == "ready"
    with sqlite3.connect(_file(on_sqlite)) as other:
        other.execute("ALTER TABLE releases RENAME TO elsewhere")
        other.execute("ALTER TABLE templates RENAME TO elsewhere_too")
    other.close()

    reply = scene.types("Omar", "/readiness status")
    assert reply.shown.startswith("Nothing was written, because the database can't be used: The database ")
    assert "has no tables. Run readiness migrate." in reply.shown
    answer = httpx.get(f"{on_sqlite.url}/readyz")
    assert answer.status_code == 503
    assert "has no tables" in answer.text
    assert httpx.get(f"{on_sqlite.url}/healthz").text == "alive"


def test_what_the_app_never_showed_is_refused_with_a_reference_that_is_in_the_log(
    scene: Story, noor: Person, caplog: pytest.LogCaptureFixture
) -> None:
    scene.opens_details(scene.item("build.load"), "Noor")
    noor.submits()
    payload = scene.last_sent("view_submission")
    payload["view"]["state"]["values"]["state"]["state"]["selected_option"]["value"] = "no such state"
    with caplog.at_level(logging.WARNING):
        errors = scene.sends_anew(payload).body["errors"]

    sentence = next(iter(errors.values()))
    assert sentence.startswith("This is not what the app has shown to anybody")
    reference = sentence.removesuffix(".").split()[-1]
    assert any(reference in record.getMessage() for record in caplog.records)


@pytest.mark.parametrize("fault", [{"error": "expired_trigger_id"}, {"lose_reply": True}, {"status": 503}])
def test_a_window_that_does_not_open_is_owned_up_to(
    scene: Story, slack: LocalSlack, noor: Person, fault: dict[str, object]
) -> None:
    sentences = {
        "error": "Slack's time to open a window had run out. Nothing has changed; please try again.",
        "lose_reply": "Slack did not open the window. Nothing has changed; please try again.",
        "status": "Slack did not open the window. Nothing has changed; please try again.",
    }
    sentence = sentences[next(iter(fault))]
    asked = slack.faults.add("views.open", times=2, **fault)  # type: ignore[arg-type]

    assert sentence in scene.types("Noor", "/readiness checklist").shown
    noor.sees("Planned", in_=CHANNEL)
    assert noor.presses("Start…", CHANNEL).ok
    assert asked.struck == 2
    if noor.modal is not None:
        noor.closes(everything=True)
    assert sum(sentence in m.shown for m in _heard(noor)) == 2


def _heard(person: Person) -> list[Message]:
    deadline = time.monotonic() + 3
    while time.monotonic() < deadline:
        heard = [m for m in person.messages(CHANNEL) if m.ephemeral]
        if len(heard) >= 2:
            break
        time.sleep(0.02)
    return list(person.messages(CHANNEL))


def test_in_a_modal_that_can_open_no_other_the_person_is_told_by_direct_message(
    scene: Story, slack: LocalSlack, noor: Person
) -> None:
    scene.opens_checklist("Noor")
    slack.faults.add("views.push", error="push_limit_reached", times=1)
    noor.chooses("Details of…", "It is fast enough")
    noor.closes()
    noor.sees("No more windows fit on each other. Close one, then try again.", in_="Readiness")


def test_a_window_that_was_closed_meanwhile_is_nobodys_loss(
    scene: Story, slack: LocalSlack, noor: Person
) -> None:
    scene.opens_checklist("Noor")
    slack.faults.add("views.update", error="not_found", times=1)
    assert noor.ticks("It is fast enough").ok
    noor.closes()
    assert "Preparation 1 of 12" in scene.status()


def test_a_card_that_was_deleted_is_posted_again(scene: Story, slack: LocalSlack, omar: Person) -> None:
    fault = slack.faults.add("chat.update", error="message_not_found", times=1)
    scene.is_ready_to_roll_back()
    eventually(lambda: len([m for m in omar.messages(CHANNEL) if "Managed by" in m.shown]) == 2)
    assert fault.struck == 1


def test_a_card_that_can_not_be_pinned_is_posted_all_the_same(
    empty_scene: Story, slack: LocalSlack, caplog: pytest.LogCaptureFixture
) -> None:
    slack.faults.add("pins.add", status=503)
    empty_scene.opens("Hotfix")
    assert not empty_scene.card.pinned
    said = "The card was not pinned: status_503"
    eventually(lambda: any(said in record.getMessage() for record in caplog.records))


def test_who_somebody_is_can_not_be_asked(scene: Story, slack: LocalSlack) -> None:
    slack.faults.add("users.info", drop_request=True)
    boris = scene.person("Boris")
    scene.is_ready_to_roll_back("Omar")
    assert boris.presses("Ready to roll back", CHANNEL).ok
    boris.sees("Slack can't be asked who this is at the moment. Try again soon.", in_=CHANNEL)


def test_what_we_know_of_somebody_outlives_an_outage_of_slack(
    scene: Story, slack: LocalSlack, omar: Person
) -> None:
    scene.is_ready_to_roll_back("Omar")
    slack.faults.add("users.info", status=503)
    scene.tells({"type": "subteam_members_changed", "subteam_id": scene.group("@rollback-team")})
    scene.is_ready_to_roll_back("Omar")
    assert "ready, says @Omar" in scene.status()


class TestRequests:
    """Requests that are not Slack's, or not fresh."""

    @pytest.fixture
    def body(self, on_sqlite: Served) -> bytes:
        return b"command=%2Freadiness&text=help&user_id=U1&team_id=T1&trigger_id=1.2.3&channel_id=C1"

    def _post(self, served: Served, body: bytes, **headers: str) -> httpx.Response:
        return httpx.post(f"{served.url}/slack/events", content=body, headers=headers)

    def _signed(self, served: Served, body: bytes, age: float = 0, kind: str = "") -> dict[str, str]:
        secret = served.settings.slack_signing_secret
        assert secret is not None
        stamp = str(int(time.time() - age))
        return {
            "X-Slack-Request-Timestamp": stamp,
            "X-Slack-Signature": signature(secret.get_secret_value(), stamp, body),
            "Content-Type": kind or "application/x-www-form-urlencoded",
        }

    def test_a_bad_signature_is_refused(self, on_sqlite: Served, body: bytes) -> None:
        headers = self._signed(on_sqlite, body) | {
            "X-Slack-Signature": "v0=" + hashlib.sha256(b"").hexdigest()
        }
        assert self._post(on_sqlite, body, **headers).status_code == 401

    def test_no_signature_is_refused(self, on_sqlite: Served, body: bytes) -> None:
        assert self._post(on_sqlite, body).status_code == 401

    def test_another_body_under_a_good_signature_is_refused(self, on_sqlite: Served, body: bytes) -> None:
        assert (
            self._post(on_sqlite, body + b"&text=cancel", **self._signed(on_sqlite, body)).status_code == 401
        )

    def test_an_old_signature_is_refused(self, on_sqlite: Served, body: bytes) -> None:
        assert self._post(on_sqlite, body, **self._signed(on_sqlite, body, age=301)).status_code == 401
        assert self._post(on_sqlite, body, **self._signed(on_sqlite, body, age=10)).status_code == 200

    def test_a_body_that_is_no_json_is_refused(self, on_sqlite: Served) -> None:
        for garbage in (b"{no json", b"payload=%7Bno+json", b"\xff\xfe\x00", b""):
            for kind in ("application/json", "application/x-www-form-urlencoded"):
                headers = self._signed(on_sqlite, garbage, kind=kind)
                assert self._post(on_sqlite, garbage, **headers).status_code in {400, 401, 404}, garbage

    def test_json_that_is_none_of_slacks_is_refused(self, on_sqlite: Served) -> None:
        for text in ("[]", "3", '"x"', "null", '{"type": "event_callback"}', '{"event": {"type": "x"}}'):
            body = text.encode()
            headers = self._signed(on_sqlite, body, kind="application/json")
            assert self._post(on_sqlite, body, **headers).status_code in {400, 401, 404, 500}, text

    def test_a_request_larger_than_any_of_slacks_is_refused(self, on_sqlite: Served) -> None:
        body = b"x" * 1_000_001
        answer = self._post(on_sqlite, body, **self._signed(on_sqlite, body))
        assert (answer.status_code, answer.text) == (413, "This request is larger than any of Slack's.")

    def test_a_request_that_does_not_say_how_large_it_is_is_refused(self, on_sqlite: Served) -> None:
        def endless() -> object:
            yield b"x"

        answer = httpx.post(f"{on_sqlite.url}/slack/events", content=endless())  # type: ignore[arg-type]
        assert answer.status_code == 411

    def test_an_event_that_nobody_listens_to_is_acknowledged(self, scene: Story) -> None:
        ack = scene.tells({"type": "channel_rename", "channel": {"id": "C1"}})
        assert ack.ok

    def test_the_events_of_slack_are_answered_over_http(self, on_sqlite: Served) -> None:
        delivery = Delivery("event", {"type": "url_verification", "challenge": "c0ffee"})
        secret = on_sqlite.settings.slack_signing_secret
        assert secret is not None
        body, headers = signed_request(delivery, secret.get_secret_value())
        answer = self._post(on_sqlite, body, **headers)
        assert json.loads(answer.text)["challenge"] == "c0ffee"
