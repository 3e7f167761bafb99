"""``audit verify``: whether the audit is as it was written."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

import typer

from readiness.wording import counted
from slackapp.cli.plainly import with_database
from slackapp.cli.sentences import FAILED, fail
from storage import chains, releases, verifying, workspaces
from storage.chains import Head
from storage.database import Database, Session

app = typer.Typer(help="The audit: every act and every refusal, in chains.", no_args_is_help=True)


@app.callback()
def audit() -> None:
    """The audit: every act and every refusal, in chains."""


@app.command()
def verify(
    release: Annotated[str | None, typer.Option(help="A release's name or id; all chains otherwise.")] = None,
    workspace: Annotated[
        str | None, typer.Option(help="A workspace's id: the chain of what belongs to no release.")
    ] = None,
    head: Annotated[
        list[str] | None,
        typer.Option(
            help="A head of this one chain, as a sign-off message or this command prints it: "
            "212:4f2a91c3d5e6f708."
        ),
    ] = None,
) -> None:
    """Find every row that was changed, removed, added or reordered; fail when there is one."""
    heads = _heads(head or [])
    if release is not None and workspace is not None:
        fail("Give one of --release and --workspace: each of them has a chain of its own.")
    if heads and release is None and workspace is None:
        fail("A head belongs to one chain. Say which with --release or --workspace.")

    def look(database: Database) -> None:
        found = database.read(lambda session: _found(session, release or workspace, heads))
        for problem in found.verified.problems:
            typer.echo(f"{found.name_of(problem.chain)}: {problem.sentence}")
        if found.verified.problems:
            raise typer.Exit(FAILED)
        if not found.verified.chains:
            fail("There is no audit in this database. See that DATABASE_URL leads to the right one.")
        typer.echo("\n".join(_told(found, heads)))

    with_database(look)


def _heads(texts: Sequence[str]) -> list[Head]:
    try:
        return [chains.head(text) for text in texts]
    except ValueError as error:
        fail(str(error))


@dataclass(frozen=True, slots=True)
class _Found:
    """What was found, the names of the releases in which something is wrong, and of which chains to tell."""

    verified: verifying.Verified
    names: Mapping[str, str]
    told: tuple[str, ...]

    def name_of(self, chain: str) -> str:
        """The release's name and id, or the workspace's id."""
        return f"{self.names[chain]} ({chain})" if chain in self.names else chain


def _found(session: Session, wanted: str | None, heads: Sequence[Head]) -> _Found:
    found = None if wanted is None else releases.find(session, wanted)
    # A release that was taken away with its name still has its chain, and a workspace has one too.
    verified = verifying.verify(session, found.id if found is not None else wanted, heads)
    wrong = (releases.find(session, each.chain) for each in verified.problems)
    names = {release.id: release.name for release in wrong if release is not None}
    told = workspaces.known(session) if wanted is None else tuple(verified.heads)
    return _Found(verified, names, tuple(chain for chain in told if chain in verified.heads))


def _told(found: _Found, heads: Sequence[Head]) -> Iterator[str]:
    """What was verified, and the ends to write down: those of workspaces no message in Slack shows."""
    read = f"{counted(found.verified.chains, 'chain')}, {counted(found.verified.rows, 'row')}"
    against = f", and {counted(len(heads), 'head')} fits" if len(heads) == 1 else ""
    against = f", and {len(heads)} heads fit" if len(heads) > 1 else against
    yield f"{read}: nothing was changed, removed, added or reordered{against}."
    for chain in found.told:
        yield f"The chain {chain} ends with {found.verified.heads[chain]}."
