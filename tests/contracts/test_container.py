"""The container runs as nobody, with a read-only file system, and the app needs no more than that."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]
NOBODY = "65534:65534"
PROGRAM = """
import json, os, sys
written = []
def note(event, arguments):
    if event == "open" and isinstance(arguments[0], str):
        flags = arguments[2] if isinstance(arguments[2], int) else 0
        if flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT) or (arguments[1] or "r")[0] in "wax":
            written.append(arguments[0])
    elif event in ("os.mkdir", "os.rename", "os.remove"):
        written.append(str(arguments[0]))
sys.addaudithook(note)
from typer.testing import CliRunner
from slackapp.cli.commands import app
result = CliRunner().invoke(app, ["template", "list"])
assert result.exit_code == 0, result.output
print(json.dumps(written))
"""


def services() -> dict[str, Any]:
    compose = yaml.safe_load((ROOT / "compose.yml").read_text(encoding="utf-8"))
    found: dict[str, Any] = compose["services"]
    return found


def test_the_image_runs_as_nobody_and_nobody_owns_what_it_writes_to() -> None:
    dockerfile = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    users = re.findall(r"^USER (\S+)$", dockerfile, re.MULTILINE)
    assert users == [NOBODY]
    assert dockerfile.index(f"USER {NOBODY}") < dockerfile.index("CMD [")
    assert re.search(r"install --directory --owner=65534 --group=65534 /data$", dockerfile, re.MULTILINE)
    assert re.findall(r"^VOLUME (\S+)$", dockerfile, re.MULTILINE) == ["/data"]


def test_every_service_of_ours_has_a_read_only_file_system_and_no_rights() -> None:
    ours = {
        name: service for name, service in services().items() if service.get("image") == "release-readiness"
    }
    assert set(ours) >= {"app", "migrate"}
    for name, service in ours.items():
        assert service["read_only"] is True, name
        assert service["tmpfs"] == ["/tmp"], name
        assert service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert "privileged" not in service, name
        assert "volumes" not in service, name


def test_no_secret_is_written_into_the_image_or_its_services() -> None:
    for file in ("Dockerfile", "compose.yml", ".env.example"):
        text = (ROOT / file).read_text(encoding="utf-8")
        assert not re.search(r"xox[a-z]-\w{6,}|xapp-\w{6,}", text), file
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert "*" in ignored, "All is left out of the image but what is named."
    assert [line for line in ignored if line.startswith("!") and ".env" in line] == []


def test_the_app_writes_to_nothing_but_its_data(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    ended = subprocess.run(
        [sys.executable, "-B", "-c", PROGRAM],
        capture_output=True,
        text=True,
        timeout=100,
        check=True,
        cwd=tmp_path,
        env={
            "DATABASE_URL": f"sqlite:///{data / 'readiness.db'}",
            "PYTHONPATH": str(ROOT),
            "HOME": "/nonexistent",
            "PATH": os.environ["PATH"],
        },
    )
    written = [Path(name) for name in json.loads(ended.stdout)]
    assert [name for name in written if data not in (name, *name.parents) and name != Path(os.devnull)] == []
    assert (data / "readiness.db").exists()
