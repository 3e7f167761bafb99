"""When the database or Slack fails beneath a window: it stays open, and says why."""

import json
import logging
import sqlite3

import pytest
from slack_bolt.async_app import AsyncAck

from slackapp.answers import Answer, Replace
from slackapp.listening import A, Listening
from slackapp.parts import Parts
from slackapp.payloads import Asker, Submitted, Typed
from slackapp.sandbox import Person
from tests.journeys.story import CHANNEL, Story
from tests.served import Served


def _take_the_tables_away(served: Served) -> None:
    file = served.settings.database_url.get_secret_value().removeprefix("sqlite:///")
    with sqlite3.connect(file) as other:
        for (table,) in other.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            other.execute(f'ALTER TABLE "{table}" RENAME TO "no_{table}"')
    other.close()


def test_a_window_submitted_to_a_dead_database_stays_open_and_says_so(
    scene: Story, on_sqlite: Served, omar: Person
) -> None:
    assert omar.presses("Not ready…", CHANNEL).ok
    omar.fills("Why can't it be rolled back?", "The backup is broken")
    _take_the_tables_away(on_sqlite)

    (sentence,) = omar.submits().errors.values()
    assert sentence.startswith("Nothing was written, because the database can't be used:")
    assert omar.modal is not None


def test_names_that_can_not_be_read_are_left_out_of_a_sentence(scene: Story, on_sqlite: Served) -> None:
    people = on_sqlite.app.parts.people
    on_sqlite.run(people.groups())
    robin, team = scene.person("Robin"), scene.group("@rollback-team")
    sentence = f"Ask <@{robin.id}> or <!subteam^{team}>."
    named = f"Ask {robin.member.real_name} or @rollback-team."
    assert on_sqlite.run(people.in_words(sentence)) == named
    _take_the_tables_away(on_sqlite)
    assert on_sqlite.run(people.in_words(sentence)) == "Ask somebody or a user group."


class TestAnAnswerThatCanNotBeCarriedOut:
    """The last resort: even then no window closes as if it were saved."""

    def _asker(self, served: Served) -> Asker:
        return Asker("U1", served.app.parts.workspace, "p1", "t1")

    async def _broken(self, _parts: Parts, _act: A) -> Answer:
        return Replace(None)  # type: ignore[arg-type]

    def _acked(self, served: Served, act: A) -> dict[str, object]:
        ack = AsyncAck()  # type: ignore[no-untyped-call]
        listening = Listening(served.app.parts, served.app.bolt.client)
        served.run(listening.answer(self._broken, act, ack))
        assert ack.response is not None
        return dict(json.loads(ack.response.body or "{}"))

    def test_of_a_window_with_inputs_an_error_under_the_first(
        self, on_sqlite: Served, caplog: pytest.LogCaptureFixture
    ) -> None:
        view = {"blocks": [{"type": "section"}, {"type": "input", "block_id": "reason"}]}
        with caplog.at_level(logging.ERROR):
            answer = self._acked(on_sqlite, Submitted(self._asker(on_sqlite), "cancel", "", view, {}))
        assert answer["response_action"] == "errors"
        sentence = answer["errors"]["reason"]  # type: ignore[index]
        reference = sentence.removesuffix(".").split()[-1]
        assert any(reference in record.getMessage() for record in caplog.records)

    def test_of_a_window_without_inputs_another_window(self, on_sqlite: Served) -> None:
        view = {"blocks": [{"type": "section"}]}
        answer = self._acked(on_sqlite, Submitted(self._asker(on_sqlite), "finish", "", view, {}))
        assert answer["response_action"] == "update"
        assert "Something went wrong on our side." in str(answer["view"])

    def test_of_a_command_a_sentence(self, on_sqlite: Served) -> None:
        answer = self._acked(on_sqlite, Typed(self._asker(on_sqlite), "status", "", "C1"))
        assert "Something went wrong on our side." in str(answer["text"])
