"""The database, ledger and release of the tests of storage, for the tests of schedules."""

from tests.storage.conftest import database, ledger, release, statements

__all__ = ["database", "ledger", "release", "statements"]
