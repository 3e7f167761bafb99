"""``verify``."""

from pathlib import Path
from typing import Annotated

import typer

from slackapp.cli.plainly import plainly
from slackapp.cli.sentences import fail
from slackapp.exporting import program
from slackapp.pack.verification import Verified
from slackapp.pack.verification import verify as verified
from storage.chains import Head
from storage.chains import head as head_of


def verify(
    file: Annotated[Path, typer.Argument(help="An evidence pack, as HTML or JSON.")],
    head: Annotated[
        list[str] | None,
        typer.Option(help="ROW:HASH as a message in Slack prints it. Can be given several times."),
    ] = None,
    digest: Annotated[
        str, typer.Option(help="The digest that came with the file, or its first 16 digits or more.")
    ] = "",
    page_digest: Annotated[
        str, typer.Option(help="The digest of the page, as the message in Slack says it; 16 digits or more.")
    ] = "",
) -> None:
    """Check an evidence pack offline: its data, its audit, its signatures, and the page that people read."""
    with plainly():
        heads = [_head(each) for each in head or ()]
        if any(given and len(given) < 16 for given in (digest, page_digest)):
            fail("Give at least the first 16 digits of the digest: fewer say too little.")
        text = file.read_bytes().decode("utf-8")
    result = verified(text, program(), heads, digest, page_digest)
    if result.findings:
        what = "can't be shown to be" if result.unproven else "is not"
        fail(f"{file} {what} as it was made:", *(f"  {finding}" for finding in result.findings))
    typer.echo("\n".join(_told(file, result, witnessed=bool(heads or digest or page_digest))))


def _head(text: str) -> Head:
    try:
        return head_of(text)
    except ValueError as error:
        fail(str(error))


def _told(file: Path, result: Verified, *, witnessed: bool) -> list[str]:
    lines = [f"{file} is as it was made.", *(f"  {note}" for note in result.notes)]
    if not witnessed:
        lines.append(
            "A file that was made up as a whole agrees with itself too. Hold its digest, or the last row of "
            "its audit, against what Slack's messages say: --digest DIGEST, --head ROW:HASH."
        )
    return lines
