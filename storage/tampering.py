"""What somebody did to a chain of audit rows: which were changed, added, taken away, reordered.

A row's hash covers its number and the hash of the row before, so the rows themselves tell where each belongs.
"""

from collections.abc import Iterator, Sequence

from storage.chains import ChainEnd, Head, Row, hash_of

_NEAR = 64
"""How far from where it stands a row is looked for, when the row before it is gone."""
_SEARCHES = 200
"""How many rows are looked for so: with more of them wrong it helps nobody which of them was where."""


def problems(rows: Sequence[Row], end: ChainEnd | None = None, heads: Sequence[Head] = ()) -> tuple[str, ...]:
    """What is wrong with the chain, one sentence each; its rows are in the order of their numbers.

    ``end`` is what is kept of it elsewhere, ``heads`` what somebody wrote down of it.
    """
    diagnosis = _Diagnosis(rows, end)
    # When rows were taken away or added, those after them may stand elsewhere: that is said by itself alone.
    return tuple(diagnosis.findings(end, heads)) or tuple(diagnosis.renumbered())


class _Diagnosis:
    """The rows of one chain, each with the number that it was written with, as far as its hash tells."""

    def __init__(self, rows: Sequence[Row], end: ChainEnd | None) -> None:
        self._rows = rows
        self._followed = {row["previous"] for row in rows} | ({end.head} if end is not None else set())
        self._by_hash = {row["hash"]: row for row in rows}
        self._searches = 0
        self._numbers: dict[int, int] = {}
        self._changed: set[int] = set()
        self._added: set[int] = set()
        for row in rows:
            self._number(row)
        self._claims = self._claimed()

    def _number(self, row: Row) -> None:
        """Find the number that the row was written with; it was changed when there is none."""
        seq = row["seq"]
        if hash_of(row) == row["hash"]:
            self._numbers[seq] = seq
            return
        found = next((n for n in self._candidates(row) if hash_of({**row, "seq": n}) == row["hash"]), None)
        if found is None:
            self._changed.add(seq)
        else:
            self._numbers[seq] = found

    def _candidates(self, row: Row) -> Iterator[int]:
        """Where the row may have stood: after the one that it was written after, or near where it is now."""
        before = self._by_hash.get(row["previous"])
        if before is not None:
            stands = int(before["seq"])
            yield self._numbers.get(stands, stands) + 1
            yield stands + 1
        self._searches += 1
        if self._searches <= _SEARCHES:
            yield from range(max(1, row["seq"] - _NEAR), row["seq"] + _NEAR)

    def _claimed(self) -> dict[int, Row]:
        """The row that was written with each number. Of two the one counts that something follows on."""
        followed = self._followed
        claims: dict[int, Row] = {}
        for row in self._rows:
            number = self._numbers.get(row["seq"])
            if number is None:
                continue
            other = claims.get(number)
            if other is None or (row["hash"] in followed and other["hash"] not in followed):
                claims[number] = row
            self._added.update(each["seq"] for each in (row, other) if each and each is not claims[number])
        for row in self._rows:
            if row["seq"] in self._changed:
                self._place(row, claims)
        return claims

    def _place(self, row: Row, claims: dict[int, Row]) -> None:
        """A changed row stands for the one that is missing where it is; where none is, it was added."""
        before = self._by_hash.get(row["previous"])
        follows = self._numbers.get(before["seq"], 0) + 1 if before is not None else row["seq"]
        free = next((number for number in (row["seq"], follows) if number not in claims), None)
        if free is None:
            self._changed.discard(row["seq"])
            self._added.add(row["seq"])
        else:
            claims[free] = row

    def findings(self, end: ChainEnd | None, heads: Sequence[Head]) -> Iterator[str]:
        for seq in sorted(self._changed):
            yield f"Row {seq} was changed after it was written."
        for seq in self._replaced():
            yield f"Row {seq} was replaced: row {seq + 1} was written after another one."
        for seq in sorted(self._added):
            yield f"Row {seq} was added after the rows around it were written."
        for seq, number in self._reordered():
            yield f"Row {seq} was written as row {number}: the rows were reordered."
        yield from self._missing(end, heads)
        for each in heads:
            yield from self._against(each)
        if end is not None:
            yield from self._at_the_end(end)

    def _replaced(self) -> Iterator[int]:
        """Rows whose hash fits, but which the next row was not written after."""
        for number, row in sorted(self._claims.items()):
            after = self._claims.get(number + 1)
            if after is None or after["previous"] == row["hash"]:
                continue
            if row["seq"] not in self._changed and after["seq"] not in self._changed:
                yield row["seq"]

    def _reordered(self) -> Iterator[tuple[int, int]]:
        stand = sorted((row["seq"], number) for number, row in self._claims.items())
        for (seq, number), right in zip(stand, sorted(self._claims), strict=True):
            if number not in (right, seq):
                yield seq, number

    def renumbered(self) -> Iterator[str]:
        """Rows that stand in their order, and under other numbers than they were written with."""
        for number, row in sorted(self._claims.items()):
            if number != row["seq"]:
                yield f"Row {row['seq']} was written as row {number}: the rows were renumbered."

    def _missing(self, end: ChainEnd | None, heads: Sequence[Head]) -> Iterator[str]:
        last = max(self._claims, default=0)
        gaps = [number for number in range(1, last) if number not in self._claims]
        for first, final in _ranges(gaps):
            yield f"{_are(first, final)} missing."
        known = max([end.length if end is not None else 0, *(each.row for each in heads)])
        if known > last:
            yield f"{_are(last + 1, known)} missing: the end was cut off."

    def _against(self, head: Head) -> Iterator[str]:
        row = self._claims.get(head.row)
        if row is not None and not row["hash"].startswith(head.hash):
            yield f"Row {head.row} is not the one that was written down as {head}: the chain was rebuilt."

    def _at_the_end(self, end: ChainEnd) -> Iterator[str]:
        beyond = sorted(number for number in self._claims if number > end.length)
        for first, last in _ranges(beyond):
            yield f"{_are(first, last, past=True)} added: row {end.length} is kept as the last one."
        row = self._claims.get(end.length)
        if row is not None and row["hash"] != end.head and row["seq"] not in self._changed:
            yield f"Row {end.length} is not the one that is kept as the last: the chain was rebuilt."


def _ranges(numbers: Sequence[int]) -> Iterator[tuple[int, int]]:
    """The numbers, in order, as pairs of the first and last of those that follow on each other."""
    start = 0
    for place in range(1, len(numbers) + 1):
        if place == len(numbers) or numbers[place] != numbers[place - 1] + 1:
            yield numbers[start], numbers[place - 1]
            start = place


def _are(first: int, last: int, *, past: bool = False) -> str:
    if first == last:
        return f"Row {first} {'was' if past else 'is'}"
    return f"Rows {first} to {last} {'were' if past else 'are'}"
