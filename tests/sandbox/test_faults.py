from __future__ import annotations

import threading
import time
from http.client import RemoteDisconnected
from typing import Any

import pytest
from slack_bolt.async_app import AsyncApp
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from slackapp.sandbox import LocalSlack, Person
from tests.sandbox.kit import actions, button


def texts(alice: Person) -> list[str]:
    return [message.text for message in alice.messages()]


def test_an_error_on_demand_takes_no_effect(slack: LocalSlack, client: WebClient, alice: Person) -> None:
    fault = slack.faults.add("chat.postMessage", error="internal_error", times=1)
    with pytest.raises(SlackApiError, match="internal_error"):
        client.chat_postMessage(channel="#releases", text="first")
    client.chat_postMessage(channel="#releases", text="second")
    assert texts(alice) == ["second"]
    assert fault.struck == 1
    assert [call.ok for call in slack.calls("chat.postMessage")] == [False, True]


def test_a_status_on_demand_has_no_json(slack: LocalSlack, client: WebClient, alice: Person) -> None:
    slack.faults.add("chat.postMessage", status=503)
    with pytest.raises(SlackApiError) as failed:
        client.chat_postMessage(channel="#releases", text="first")
    assert failed.value.response.status_code == 503
    assert texts(alice) == []


def test_a_rate_limit_on_demand_says_how_long_to_wait(
    slack: LocalSlack, client: WebClient, alice: Person
) -> None:
    slack.faults.add("chat.update", rate_limited=7)
    with pytest.raises(SlackApiError) as limited:
        client.chat_update(channel="C1", ts="1.0", text="x")
    assert limited.value.response.status_code == 429
    assert limited.value.response.headers["Retry-After"] == "7"


def test_a_call_that_hangs_takes_effect_and_answers_late(
    slack: LocalSlack, client: WebClient, alice: Person
) -> None:
    slack.faults.add("chat.postMessage", hang=0.2)
    started = time.monotonic()
    client.chat_postMessage(channel="#releases", text="slow")
    assert time.monotonic() - started >= 0.2
    assert texts(alice) == ["slow"]


def test_a_reply_that_is_lost_leaves_the_effect(slack: LocalSlack, client: WebClient, alice: Person) -> None:
    slack.faults.add("chat.postMessage", lose_reply=True)
    with pytest.raises(RemoteDisconnected):
        client.chat_postMessage(channel="#releases", text="there")
    assert texts(alice) == ["there"]


def test_a_request_that_is_dropped_leaves_none(slack: LocalSlack, client: WebClient, alice: Person) -> None:
    slack.faults.add("chat.postMessage", drop_request=True)
    with pytest.raises(RemoteDisconnected):
        client.chat_postMessage(channel="#releases", text="not there")
    assert texts(alice) == []


def test_a_share_of_calls_fails_the_same_way_each_time(slack: LocalSlack, client: WebClient) -> None:
    def failed() -> list[int]:
        fault = slack.faults.add("auth.test", share=0.4, seed=7, error="internal_error")
        outcomes = []
        for number in range(30):
            try:
                client.auth_test()
            except SlackApiError:
                outcomes.append(number)
        slack.faults.remove(fault)
        return outcomes

    first = failed()
    assert 5 < len(first) < 20
    assert failed() == first


def test_a_fault_can_be_meant_for_some_calls_only(
    slack: LocalSlack, client: WebClient, alice: Person
) -> None:
    slack.faults.add("*", error="fatal_error", when=lambda arguments: arguments.get("text") == "bad")
    client.chat_postMessage(channel="#releases", text="good")
    with pytest.raises(SlackApiError, match="fatal_error"):
        client.chat_postMessage(channel="#releases", text="bad")
    slack.faults.clear()
    client.chat_postMessage(channel="#releases", text="bad")
    assert texts(alice) == ["good", "bad"]


def test_a_fault_is_of_one_kind(slack: LocalSlack) -> None:
    with pytest.raises(ValueError, match="exactly one"):
        slack.faults.add("auth.test", error="x", status=500)
    with pytest.raises(ValueError, match="exactly one"):
        slack.faults.add("auth.test")


def test_answers_at_response_urls_can_fail_too(
    slack: LocalSlack, app: AsyncApp, client: WebClient, alice: Person
) -> None:
    statuses: list[int] = []

    @app.action("press")
    async def press(ack: Any, respond: Any) -> None:
        await ack()
        statuses.append((await respond("Pressed", replace_original=True)).status_code)

    slack.faults.add("response_url", status=500, times=1)
    client.chat_postMessage(channel="#releases", text="x", blocks=[actions(button())])
    alice.presses("Press")
    alice.presses("Press")
    assert statuses == [500, 200]
    assert alice.messages()[-1].shown == "Pressed"
    assert len(slack.calls("response_url")) == 2


def test_calls_can_be_made_slow(slack: LocalSlack, client: WebClient) -> None:
    slack.timing.latency = 0.1
    started = time.monotonic()
    client.auth_test()
    assert time.monotonic() - started >= 0.1


def test_slacks_own_rates_hold_when_switched_on(slack: LocalSlack, client: WebClient, releases: str) -> None:
    client.chat_postMessage(channel=releases, text="one")
    client.chat_postMessage(channel=releases, text="two")
    slack.rates.enforced = True
    client.chat_postMessage(channel=releases, text="three")
    with pytest.raises(SlackApiError) as limited:
        client.chat_postMessage(channel=releases, text="four")
    assert limited.value.response.headers["Retry-After"] == "1"
    client.chat_postMessage(channel="#checkout-launch", text="elsewhere")
    for _ in range(20):
        client.users_list()
    with pytest.raises(SlackApiError) as limited:
        client.users_list()
    assert 50 <= int(limited.value.response.headers["Retry-After"]) <= 60


def test_a_hanging_call_does_not_hold_up_the_end(slack: LocalSlack) -> None:
    slack.faults.add("auth.test", hang=30)
    client = WebClient(token=slack.bot_token, base_url=slack.api_url, retry_handlers=[])

    caller = threading.Thread(target=client.auth_test)
    caller.start()
    while not slack.calls("auth.test"):
        time.sleep(0.01)
    started = time.monotonic()
    slack.stop()
    caller.join(5)
    assert time.monotonic() - started < 2
