"""What is wrong with a template's source: where, and a sentence that says what to do."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NoReturn

MOST_PROBLEMS = 100
"""Nobody mends more than this in one sitting; reading stops there."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: the file's name, the line (from 1) and a sentence."""

    file: str
    line: int
    sentence: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.sentence}"


class MalformedTemplate(ValueError):
    """A template's source can't be used. ``problems`` is what was found; ``str()`` gives a line for each."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = sorted(problems, key=lambda problem: problem.line)
        super().__init__("\n".join(map(str, self.problems)))


class Problems:
    """What was found so far in one file."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._found: list[Problem] = []

    def note(self, line: int, sentence: str) -> None:
        """Keep a problem, so that reading can go on. Past ``MOST_PROBLEMS``, raise ``MalformedTemplate``."""
        self._found.append(Problem(self._file, line, sentence))
        if len(self._found) == MOST_PROBLEMS:
            self.refuse(line, "Reading stopped at a hundred problems. Mend these first.")

    def refuse(self, line: int, sentence: str) -> NoReturn:
        """Keep a problem after which nothing more can be read, and raise ``MalformedTemplate``."""
        raise MalformedTemplate([*self._found, Problem(self._file, line, sentence)])

    def refuse_if_any(self) -> None:
        """Raise ``MalformedTemplate`` when anything was noted."""
        if self._found:
            raise MalformedTemplate(self._found)


def shown(text: str) -> str:
    """A piece of the file in quotation marks, on one line and cut to a length that a sentence can carry."""
    line = " ".join(text[:200].split())
    return f"“{line[:59]}…”" if len(line) > 60 else f"“{line}”"
