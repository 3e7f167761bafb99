"""``audit verify``: whether the audit is as it was written."""

from collections.abc import Sequence
from typing import Annotated

import typer

from readiness.wording import counted
from slackapp.cli.plainly import FAILED, fail, with_database
from storage import chains, releases, verifying
from storage.chains import Head
from storage.database import Database, Session

app = typer.Typer(help="The audit: every act and every refusal, in chains.", no_args_is_help=True)


@app.callback()
def audit() -> None:
    """The audit: every act and every refusal, in chains."""


@app.command()
def verify(
    release: Annotated[str | None, typer.Option(help="A release's name or id; all chains otherwise.")] = None,
    head: Annotated[
        list[str] | None,
        typer.Option(
            help="A head of the release's audit, as a sign-off message prints it: 212:4f2a91c3d5e6f708."
        ),
    ] = None,
) -> None:
    """Find every row that was changed, removed, added or reordered; fail when there is one."""
    heads = _heads(head or [])
    if heads and release is None:
        fail("A head belongs to one release. Say which with --release.")

    def look(database: Database) -> None:
        verified, names = database.read(lambda session: _verified(session, release, heads))
        for problem in verified.problems:
            typer.echo(f"{names.get(problem.chain, problem.chain)}: {problem.sentence}")
        if verified.problems:
            raise typer.Exit(FAILED)
        read = f"{counted(verified.chains, 'chain')}, {counted(verified.rows, 'row')}"
        against = f", and {counted(len(heads), 'head')} fits" if len(heads) == 1 else ""
        against = f", and {len(heads)} heads fit" if len(heads) > 1 else against
        typer.echo(f"{read}: nothing was changed, removed, added or reordered{against}.")

    with_database(look)


def _heads(texts: Sequence[str]) -> list[Head]:
    try:
        return [chains.head(text) for text in texts]
    except ValueError as error:
        fail(str(error))


def _verified(
    session: Session, release: str | None, heads: Sequence[Head]
) -> tuple[verifying.Verified, dict[str, str]]:
    """What is found, and what the chains are called in which something is."""
    found = None if release is None else releases.find(session, release)
    # A release that was taken away with its name still has its chain, and a workspace has one too.
    verified = verifying.verify(session, found.id if found is not None else release, heads)
    named = ((each.chain, releases.find(session, each.chain)) for each in verified.problems)
    return verified, {chain: f"{one.name} ({chain})" for chain, one in named if one is not None}
