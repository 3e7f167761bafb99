"""What is kept in memory never takes more than its room, and the least used goes first."""

from storage.remembered import Remembered


def test_what_was_put_is_found() -> None:
    kept = Remembered()
    kept.put("a", 1)
    assert (kept.get("a"), kept.get("b")) == (1, None)


def test_the_least_recently_used_goes_when_there_is_no_room() -> None:
    kept = Remembered(room=10)
    kept.put("a", 1, parts=4)
    kept.put("b", 2, parts=4)
    kept.get("a")
    kept.put("c", 3, parts=4)
    assert [kept.get(key) for key in "abc"] == [1, None, 3]


def test_putting_the_same_again_takes_no_more_room() -> None:
    kept = Remembered(room=10)
    for _ in range(5):
        kept.put("a", 1, parts=6)
    kept.put("b", 2, parts=4)
    assert [kept.get(key) for key in "ab"] == [1, 2]


def test_what_is_larger_than_the_room_is_not_kept() -> None:
    kept = Remembered(room=10)
    kept.put("a", 1, parts=4)
    kept.put("b", 2, parts=11)
    assert [kept.get(key) for key in "ab"] == [None, None]
    kept.put("a", 1, parts=10)
    assert kept.get("a") == 1
