"""The command line: what each command says and does, and the exit code that scripts rely on."""

import json
import os
import pwd
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import httpx
import pytest

from readiness.records import APP
from readiness.templates import digest, read_template, shipped_source
from slackapp.sandbox import LocalSlack
from storage import audit
from storage.database import Database, migrate
from storage.templates import listing
from tests.journeys.story import Story, eventually
from tests.served import Served
from tests.slackapp.conftest import Readiness

SHIPPED = ["hotfix@1  Hotfix", "production-readiness@1  Production readiness", "small-team@1  Small team"]
COMMANDS = ("serve", "sandbox", "migrate", "doctor", "template", "export", "verify", "audit", "forget")
LEAST = """
key: least
title: Least
description: A gate and the final line.
roles:
  lead: {title: Lead}
  release-manager: {title: Release Manager}
gates:
  fine: {title: Fine, role: lead, conditions: [{text: It is fine.}]}
sections:
  approval:
    title: Approval
    phase: sign_off
    groups:
      approval:
        title: Approval
        kind: sign_off
        items:
          approval.final: {title: Release Manager, role: release-manager, final: true}
"""


def test_the_help_names_every_command_with_what_it_does(readiness: Readiness) -> None:
    result = readiness("--help")
    assert result.exit_code == 0
    for command in COMMANDS:
        assert command in result.stdout


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("serve",), "Socket Mode when SLACK_APP_TOKEN is set"),
        (("sandbox",), "Nothing leaves this machine"),
        (("migrate",), "schema"),
        (("doctor",), "how to mend each"),
        (("template",), "what a release must do"),
        (("template", "list"), "newest version"),
        (("template", "show"), "as JSON"),
        (("template", "check"), "every line that is wrong"),
        (("template", "add"), "Running releases keep theirs"),
        (("audit", "verify"), "changed, removed, added or reordered"),
        (("forget",), "stays in the audit, under their Slack id"),
        (("export",), "all that was checked, signed, told and done"),
        (("verify",), "Check an evidence pack offline"),
    ],
)
def test_each_command_explains_itself(readiness: Readiness, words: tuple[str, ...], says: str) -> None:
    result = readiness(*words, "--help")
    assert result.exit_code == 0
    assert says in " ".join(result.stdout.replace("│", " ").split())


@pytest.mark.parametrize(
    "words",
    [
        ("bogus",),
        ("template", "bogus"),
        ("export",),
        ("serve", "--port", "x"),
        ("serve", "--port", "65536"),
        ("sandbox", "--port", "65536"),
    ],
)
def test_what_is_typed_wrongly_is_exit_code_2(readiness: Readiness, words: tuple[str, ...]) -> None:
    assert readiness(*words).exit_code == 2


class TestTemplate:
    def test_list_has_what_is_shipped(self, readiness: Readiness) -> None:
        result = readiness("template", "list")
        assert result.exit_code == 0
        assert result.stdout.splitlines() == SHIPPED

    def test_show_outlines_it_or_gives_the_whole_of_it(self, readiness: Readiness) -> None:
        outline = readiness("template", "show", "hotfix").stdout
        assert outline.startswith("Hotfix (hotfix@1): ")
        assert "  The change: 4" in outline
        whole = json.loads(readiness("template", "show", "hotfix@1", "--json").stdout)
        assert whole["key"] == "hotfix"

    def test_show_of_an_unknown_one_says_so(self, readiness: Readiness) -> None:
        for key in ("nothing", "nothing@7"):
            result = readiness("template", "show", key)
            assert result.exit_code == 1
            assert result.stderr == (
                f"There is no template “{key}”. readiness template list shows those that are.\n"
            )

    def test_check_says_how_many_items_it_has_and_needs_no_database(self, readiness: Readiness) -> None:
        result = readiness("template", "check", str(_a_template(Path.cwd())), DATABASE_URL="nonsense")
        assert result.exit_code == 0
        assert result.stdout.startswith("mine.yml is a template: Hotfix, ")

    def test_the_least_that_a_template_can_hold_is_one_item(
        self, readiness: Readiness, tmp_path: Path
    ) -> None:
        file = tmp_path / "least.yml"
        file.write_text(LEAST, "utf-8")
        result = readiness("template", "check", str(file))
        assert result.stdout == "least.yml is a template: Least, 1 item.\n"

    def test_a_malformed_file_is_refused_with_its_line(self, readiness: Readiness, tmp_path: Path) -> None:
        file = tmp_path / "mine.yml"
        file.write_text("key: Mine\ntitle: 3\nfoo: bar\n", encoding="utf-8")
        for command in ("check", "add"):
            result = readiness("template", command, str(file))
            assert result.exit_code == 1
            assert result.stderr.splitlines()[0].startswith("mine.yml:1: ")
        assert readiness("template", "list").stdout.splitlines() == SHIPPED

    def test_files_that_can_not_be_read_are_named(self, readiness: Readiness, tmp_path: Path) -> None:
        missing = readiness("template", "check", str(tmp_path / "none.yml"))
        assert (missing.exit_code, "none.yml can't be used: No such file" in missing.stderr) == (1, True)
        (tmp_path / "picture.png").write_bytes(b"\x89PNG\xff\xfe")
        picture = readiness("template", "add", str(tmp_path / "picture.png"))
        assert (picture.exit_code, picture.stderr) == (1, "The file is not text in UTF-8.\n")

    def test_a_changed_template_is_stored_as_a_new_version(self, readiness: Readiness) -> None:
        file = _a_template(Path.cwd())
        assert readiness("template", "add", str(file)).stdout == "Hotfix is stored as hotfix@1.\n"
        assert readiness("template", "add", str(file)).stdout == "Hotfix is stored as hotfix@1.\n"
        file.write_text(
            file.read_text(encoding="utf-8").replace("title: Hotfix", "title: Repair", 1), "utf-8"
        )
        assert readiness("template", "add", str(file)).stdout == "Repair is stored as hotfix@2.\n"
        assert "hotfix@2  Repair\n" in readiness("template", "list").stdout
        assert "hotfix@1" not in readiness("template", "list").stdout

    def test_who_added_it_is_in_the_audit_of_the_workspace(
        self, readiness: Readiness, slack: LocalSlack, sqlite_url: str
    ) -> None:
        """At once where the database knows the workspace, else as soon as it meets one."""
        before, after = (shipped_source("hotfix").replace("title: Hotfix", f"title: {n}", 1) for n in "AB")
        file = Path.cwd() / "mine.yml"
        file.write_text(before, "utf-8")
        readiness("template", "add", str(file))
        with Served(slack, sqlite_url) as served:
            workspace = served.app.parts.workspace
        file.write_text(after, "utf-8")
        readiness("template", "add", str(file))
        with closing(Database(sqlite_url)) as database:
            told = database.read(lambda s: audit.history(s, workspace))
        whoever = f"cli:{pwd.getpwuid(os.getuid()).pw_name}"
        ours = [(e.by, e.surface, e.data["digest"]) for e in told if e.data["template"] != "hotfix@1"]
        texts = [digest(read_template(text, "mine.yml")) for text in (after, before)]
        assert [each for each in ours if each[0] != APP] == [(whoever, "command line", t) for t in texts]
        assert {e.data["template"] for e in told if e.by == APP} == {
            "hotfix@1",
            "production-readiness@1",
            "small-team@1",
        }
        assert readiness("audit", "verify").exit_code == 0


def _a_template(folder: Path) -> Path:
    file = folder / "mine.yml"
    file.write_text(shipped_source("hotfix"), encoding="utf-8")
    return file


class TestMigrate:
    def test_it_makes_the_schema_where_there_is_none(
        self, readiness: Readiness, empty_database_url: str
    ) -> None:
        result = readiness("migrate", DATABASE_URL=empty_database_url)
        assert (result.exit_code, result.stdout) == (0, "The database has this version's schema.\n")
        database = Database(empty_database_url)
        database.check()
        database.close()

    @pytest.mark.parametrize("command", [("migrate",), ("template", "list"), ("serve",)])
    def test_a_url_that_is_none_is_told_in_a_sentence(
        self, readiness: Readiness, tokens: dict[str, str], command: tuple[str, ...]
    ) -> None:
        result = readiness(*command, **tokens | {"DATABASE_URL": "mysql://secret@db/x"})
        assert result.exit_code == 2
        assert (
            result.stderr == "DATABASE_URL leads to mysql, but only sqlite and postgresql are known here.\n"
        )


class TestServe:
    def test_a_token_that_slack_refuses(self, readiness: Readiness, tokens: dict[str, str]) -> None:
        result = readiness("serve", **tokens | {"SLACK_BOT_TOKEN": "xoxb-wrong"})
        assert result.exit_code == 1
        assert result.stderr.startswith("Slack refuses SLACK_BOT_TOKEN (invalid_auth).")

    def test_a_slack_that_can_not_be_reached(self, readiness: Readiness, tokens: dict[str, str]) -> None:
        result = readiness("serve", **tokens | {"SLACK_API_URL": "http://127.0.0.1:9/api/"})
        assert result.exit_code == 1
        assert result.stderr == "Slack can't be reached at http://127.0.0.1:9/api/. Check the network.\n"

    def test_a_read_only_database(
        self, readiness: Readiness, tokens: dict[str, str], sqlite_url: str
    ) -> None:
        result = readiness("serve", **tokens | {"DATABASE_URL": f"{sqlite_url}?mode=ro"})
        assert result.exit_code == 1
        assert "is read-only. Let the user that runs this program write to it." in result.stderr

    def test_a_file_that_is_no_database(
        self, readiness: Readiness, tokens: dict[str, str], tmp_path: Path
    ) -> None:
        (tmp_path / "notes.txt").write_text("These are my notes. " * 50)
        result = readiness("serve", **tokens | {"DATABASE_URL": f"sqlite:///{tmp_path}/notes.txt"})
        assert result.exit_code == 1
        assert "notes.txt is not a SQLite database." in result.stderr

    def test_postgres_without_a_schema_says_what_to_run(
        self, readiness: Readiness, tokens: dict[str, str], empty_postgres_url: str
    ) -> None:
        result = readiness("serve", **tokens | {"DATABASE_URL": empty_postgres_url})
        assert result.exit_code == 1
        assert "readiness migrate" in result.stderr

    @pytest.mark.slow
    def test_it_serves_until_it_is_told_to_end(self, environment: dict[str, str]) -> None:
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = taken.getsockname()[1]
        with _process("serve", "--port", str(port), environment=environment) as process:
            eventually(lambda: _is_ready(port), within=20)
        assert process.returncode in (0, -signal.SIGTERM)


@pytest.mark.slow
def test_the_sandbox_prints_an_address_where_people_can_act(environment: dict[str, str]) -> None:
    plain = {k: v for k, v in environment.items() if not k.startswith(("SLACK_", "DATABASE_"))}
    with _process("sandbox", "--port", "0", environment=plain) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        url = line.split()[1]
        assert line.startswith("Open http://127.0.0.1:")
        assert httpx.get(url).text.startswith("<!doctype html>")


def _is_ready(port: int) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/readyz").text == "ready"
    except httpx.TransportError:
        return False


@contextmanager
def _process(*words: str, environment: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "-m", "slackapp", *words],
        env={**environment, "PYTHONPATH": str(Path(__file__).parents[2])},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.terminate()
        _, complaints = process.communicate(timeout=30)
        assert "Traceback" not in complaints, complaints


@pytest.fixture
def exported(slack: LocalSlack, sqlite_url: str) -> None:
    """A release in the database that was started without go."""
    with Served(slack, sqlite_url):
        story = Story(slack)
        story.opens("Small team")
        story.starts_without_go("Größe & <Ordnung>")


@pytest.mark.usefixtures("exported")
class TestExport:
    def test_one_release_is_written_whole(
        self, readiness: Readiness, slack: LocalSlack, tmp_path: Path
    ) -> None:
        result = readiness("export", "Checkout 2.4", "--format", "json")
        assert result.exit_code == 0
        data = json.loads(result.stdout)
        assert data["release"]["stage"] == "deploying"
        assert data["release"]["override"]["reason"] == "Größe & <Ordnung>"
        assert data["audit"][0]["kind"] == "Opened"
        assert slack.bot_token not in result.stdout
        page = readiness("export", data["release"]["id"]).stdout
        assert page.startswith("<!doctype html>")
        assert "Größe &amp; &lt;Ordnung&gt;" in page

    def test_the_file_says_in_its_name_what_is_wanted(self, readiness: Readiness, tmp_path: Path) -> None:
        begins = {"a.html": "<!doctype html>", "a.json": "{", "a.md": "# Small team", "a": "<!doctype html>"}
        for name, beginning in begins.items():
            file = tmp_path / name
            result = readiness("export", "Checkout 2.4", "-o", str(file))
            assert result.stdout == f"{file} holds the evidence pack of “Checkout 2.4”.\n"
            assert file.read_text("utf-8").startswith(beginning)

    def test_the_audit_of_the_workspace_says_what_was_taken(
        self, readiness: Readiness, sqlite_url: str
    ) -> None:
        data = json.loads(readiness("export", "Checkout 2.4", "--format", "json").stdout)
        readiness("export", "Nothing")
        with closing(Database(sqlite_url)) as database:
            entry, *_ = database.read(lambda s: audit.history(s, data["release"]["workspace"]))
        row = data["audit"][-1]
        whoever = f"cli:{pwd.getpwuid(os.getuid()).pw_name}"
        assert (entry.kind, entry.by, entry.surface) == ("EvidenceExported", whoever, "command line")
        assert whoever not in json.dumps(data), "the pack leaves the house, and names nobody of the machine"
        assert (entry.data["release"], entry.data["format"]) == (data["release"]["id"], "json")
        assert entry.data["head"] == f"{row['seq']}:{row['hash']}"
        assert readiness("audit", "verify").exit_code == 0

    def test_an_unknown_release_is_answered_with_the_nearest(self, readiness: Readiness) -> None:
        nothing, nearly = readiness("export", "Nothing"), readiness("export", "checkout 24")
        assert (nothing.exit_code, nothing.stderr) == (1, "There is no release “Nothing”.\n")
        assert nearly.stderr == "There is no release “checkout 24”. Did you mean “Checkout 2.4”?\n"


@pytest.mark.usefixtures("exported")
class TestVerify:
    @pytest.fixture(params=["html", "json"])
    def file(self, request: pytest.FixtureRequest, readiness: Readiness, tmp_path: Path) -> Path:
        file = tmp_path / f"pack.{request.param}"
        assert readiness("export", "Checkout 2.4", "-o", str(file)).exit_code == 0
        return file

    def test_a_pack_is_checked_without_a_database(self, readiness: Readiness, file: Path) -> None:
        result = readiness("verify", str(file), DATABASE_URL="nonsense")
        assert result.exit_code == 0
        assert result.stdout.startswith(f"{file} is as it was made.\n")
        assert "made up as a whole" in result.stdout
        row = re.search(r"the last is (\d+:[0-9a-f]{16})", result.stdout)
        digest = re.search(r"its digest is ([0-9a-f]{64})", result.stdout)
        assert row is not None
        assert digest is not None
        witnessed = readiness("verify", str(file), "--head", row[1], "--digest", digest[1])
        assert witnessed.exit_code == 0
        assert "that you gave is in its audit" in witnessed.stdout
        assert "made up as a whole" not in witnessed.stdout

    def test_a_changed_one_fails_and_says_what_was_changed(self, readiness: Readiness, file: Path) -> None:
        file.write_text(file.read_text("utf-8").replace("Checkout 2.4", "Checkout 2.5"), "utf-8")
        result = readiness("verify", str(file))
        assert result.exit_code == 1
        assert result.stderr.startswith(f"{file} is not as it was made:\n")
        assert "  The state of the release was changed" in result.stderr

    def test_what_can_not_be_used_is_told_in_a_sentence(
        self, readiness: Readiness, file: Path, tmp_path: Path
    ) -> None:
        refused = {
            ("--head", "x"): "“x” is no head of an audit",
            ("--head", f"1:{'0' * 16}"): "the chain was rebuilt",
            ("--digest", "abc"): "at least the first 16 digits",
            ("--digest", "0" * 16): "and not the one that you gave",
            ("--page-digest", "abc"): "at least the first 16 digits",
            ("--page-digest", "0" * 16): "not the one that you gave",
        }
        for options, sentence in refused.items():
            result = readiness("verify", str(file), *options)
            assert (result.exit_code, sentence in result.stderr) == (1, True), result.stderr
        assert "No such file" in readiness("verify", str(tmp_path / "none.html")).stderr
        (tmp_path / "pack.md").write_text("# A pack as Markdown\n", "utf-8")
        unread = readiness("verify", str(tmp_path / "pack.md"))
        assert unread.exit_code == 1
        assert "pack.md can't be shown to be as it was made:" in unread.stderr
        (tmp_path / "picture.png").write_bytes(b"\x89PNG\xff\xfe")
        assert readiness("verify", str(tmp_path / "picture.png")).stderr == "The file is not text in UTF-8.\n"


def test_serving_stores_the_shipped_templates(slack: LocalSlack, empty_sqlite_url: str) -> None:
    migrate(empty_sqlite_url)
    with Served(slack, empty_sqlite_url) as served:
        stored = served.run(served.app.parts.database.reading(listing))
    assert {template.key for template in stored} == {"production-readiness", "small-team", "hotfix"}
