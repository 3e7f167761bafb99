"""`readiness sandbox` on the command line: one command, one page, and an end without remains."""

import json
import re
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path
from typing import Any

import pytest


def sandbox(*options: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "slackapp", "sandbox", "--port", "0", *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def address(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    found = re.search(r"http://127\.0\.0\.1:\d+", process.stdout.readline())
    assert found is not None, process.communicate(timeout=60)
    return found[0]


def asked(url: str) -> Any:
    with urllib.request.urlopen(url, timeout=30) as response:
        return json.load(response)


def acts(url: str, who: str, act: str, **more: Any) -> Any:
    body = json.dumps({"as": who, "act": act, **more}).encode()
    headers = {"Content-Type": "application/json", "Origin": url}
    request = urllib.request.Request(f"{url}/client/act", body, headers)
    with urllib.request.urlopen(request, timeout=60) as response:
        return json.load(response)


@pytest.mark.slow
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_one_command_gives_a_page_and_ends_in_peace(how: signal.Signals) -> None:
    with sandbox("--empty") as process:
        url = address(process)
        state = asked(f"{url}/client/state")
        assert state["app"]["connected"]
        assert "checkout-launch" in [channel["name"] for channel in state["channels"]]
        behind = asked(f"{url}/client/backstage")
        assert behind["tour"] is None
        assert behind["clock"]["rate"] == 1.0
        process.send_signal(how)
        _, errors = process.communicate(timeout=60)
        assert (process.returncode, errors) == (0, "")


@pytest.mark.parametrize(
    ("option", "content", "told"),
    [
        ("--seed", "people:\n  ada: {nam: Ada}\n", "own.yml:2: "),
        ("--template", "key: mine\n", "own.yml:1: "),
    ],
)
def test_a_bad_file_gets_a_sentence_with_file_and_line(
    tmp_path: Path, option: str, content: str, told: str
) -> None:
    file = tmp_path / "own.yml"
    file.write_text(content, encoding="utf-8")
    with sandbox(option, str(file)) as process:
        said, errors = process.communicate(timeout=100)
    assert process.returncode == 1
    assert said == ""
    assert told in errors
    assert "Traceback" not in errors


def test_a_file_that_is_not_there_gets_a_sentence(tmp_path: Path) -> None:
    with sandbox("--seed", str(tmp_path / "none.yml")) as process:
        _, errors = process.communicate(timeout=100)
    assert process.returncode == 1
    assert "none.yml can't be used: No such file" in errors
