"""Looks for known holes in what the locks name, with pip-audit, where its data can be reached.

Exit code 1 for a known hole; 0 otherwise, with a sentence where it could not look.
"""

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

LOCKS = ("requirements.lock",)
"""It holds all that the lock of the running app does."""
PATIENCE = 120
"""Seconds that all questions together may take."""
COMMAND = (
    *(sys.executable, "-m", "pip_audit"),
    *("--disable-pip", "--require-hashes", "--progress-spinner", "off", "--timeout", "5", "--format", "json"),
)
OUT_OF_REACH = (
    "Known holes were not looked for: {why}. Run make holes where the package index can be reached."
)


def main() -> int:
    """Ask pip-audit, and tell what it knows."""
    root = Path(__file__).parent.parent
    asked = [part for lock in LOCKS for part in ("--requirement", str(root / lock))]
    try:
        answer = subprocess.run(  # noqa: S603 - our own words alone
            [*COMMAND, *asked], capture_output=True, text=True, timeout=PATIENCE, check=False
        )
    except subprocess.TimeoutExpired:
        sentences, code = [OUT_OF_REACH.format(why="its data took too long to come")], 0
    else:
        sentences, code = told(answer.stdout, answer.stderr)
    sys.stdout.write("\n".join(sentences) + "\n")
    return code


def told(report: str, errors: str) -> tuple[list[str], int]:
    """What to say of pip-audit's report, and the exit code."""
    try:
        packages = json.loads(report)["dependencies"]
    except ValueError:
        last = errors.strip().splitlines()[-1:] or ["pip-audit said nothing"]
        return [OUT_OF_REACH.format(why=last[0].rstrip("."))], 0
    looked_at = [package for package in packages if "skip_reason" not in package]
    if not looked_at:
        return [OUT_OF_REACH.format(why="pip-audit's data can't be reached")], 0
    holes = [_hole(package, hole) for package in looked_at for hole in package["vulns"]]
    return [*holes, *_left_out(packages), f"{len(looked_at)} packages: {len(holes)} known holes."], bool(
        holes
    )


def _hole(package: Mapping[str, Any], hole: Mapping[str, Any]) -> str:
    mended = " or ".join(hole["fix_versions"]) or "no version yet"
    return f"{package['name']} {package['version']} has the hole {hole['id']}; mended in {mended}."


def _left_out(packages: Sequence[Mapping[str, Any]]) -> list[str]:
    names = [package["name"] for package in packages if "skip_reason" in package]
    return [f"Nothing is known of {', '.join(names)}."] if names else []


if __name__ == "__main__":
    sys.exit(main())
