"""The local Slack starts fast because neither of its processes loads what it does not need.

Moments depend on how busy a machine is. What is loaded, and the CPU's time, hardly do.
"""

import resource
import signal
import subprocess
import sys

import pytest

from tests.backstage.test_command import acts, address, asked, sandbox

CPU_SECONDS = 10.0
"""Seven times what both processes take from the command to the first answer and the end: 1.4 s."""


def loaded_by(module: str) -> set[str]:
    """All modules that a fresh process has loaded once it has this one."""
    source = f"import sys, {module}; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", source], capture_output=True, text=True, timeout=120, check=True
    )
    return set(done.stdout.split())


def test_the_process_that_serves_the_page_loads_nothing_of_the_app() -> None:
    loaded = loaded_by("slackapp.cli.sandbox")
    assert {"slackapp.backstage.behind", "slackapp.sandbox.local", "uvicorn"} <= loaded
    heavy = {"alembic", "aiohttp", "apscheduler", "pydantic", "slack_bolt", "slack_sdk", "sqlalchemy"}
    ours = {"storage", "readiness.template", "readiness.templates", "slackapp.app", "slackapp.settings"}
    assert loaded & (heavy | ours) == set()


def test_the_app_s_process_loads_neither_the_page_s_server_nor_the_other_commands() -> None:
    loaded = loaded_by("slackapp.backstage.child")
    assert {"slackapp.app", "slackapp.backstage.opening"} <= loaded
    server = {"slackapp.sandbox.local", "slackapp.sandbox.server", "slackapp.sandbox.exchange"}
    assert loaded & (server | {"typer", "slackapp.cli.commands"}) == set()


def children_s_cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


@pytest.mark.slow
def test_the_first_answer_costs_few_seconds_of_the_cpu() -> None:
    before = children_s_cpu()
    process = sandbox()
    try:
        url = address(process)
        state = asked(f"{url}/client/state")
        channel = next(each["id"] for each in state["channels"] if each["name"] == "checkout-launch")
        assert acts(url, state["me"], "command", channel=channel, text="/readiness status")["ok"]
        shown = asked(f"{url}/client/state")["channels"]
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=60)
    told = next(each for each in shown if each["id"] == channel)["messages"]
    assert any(each["ephemeral"] and "Checkout 2.4: NO-GO" in each["text"] for each in told)
    assert children_s_cpu() - before < CPU_SECONDS
