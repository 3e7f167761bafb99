"""Who may add a word to the next update, and what a word does."""

from datetime import timedelta

import pytest

from readiness.commands import SayWord, SetAudience
from readiness.communication.planning import WORD_LIMIT
from readiness.model import Person
from tests.readiness.planned_posts import refused
from tests.readiness.playing import ENGINEERING, MINUTE, deploying, opened
from tests.readiness.world import EMIL, GUS, MARA, RHEA

SHORT = timedelta(seconds=5)


class TestWord:
    def test_whoever_holds_a_role_adds_to_the_next_update(self) -> None:
        play = opened().asks(RHEA, SayWord("  We are ready. "))

        assert play.release.word is not None
        assert (play.release.word.text, play.release.word.by) == ("We are ready.", RHEA.id)

    def test_a_double_click_says_it_once_and_the_same_later_says_it_again(self) -> None:
        word = SayWord("Still waiting.")
        play = opened().asks(MARA, word).later(SHORT).asks(MARA, word)
        assert play.release.word is not None
        assert play.release.word.at == play.now - SHORT

        play.later(MINUTE).asks(MARA, word)
        assert play.release.word is not None
        assert play.release.word.at == play.now

    @pytest.mark.parametrize(
        ("who", "text", "words"),
        [
            (EMIL, "Hello.", "Only who holds a role"),
            (GUS, "Hello.", "Guests can look"),
            (MARA, "  ", "Say what is new"),
            (MARA, "x" * (WORD_LIMIT + 1), "501 characters; 500 fit"),
        ],
    )
    def test_anything_else_is_refused(self, who: Person, text: str, words: str) -> None:
        assert words in refused(opened(), who, SayWord(text))

    def test_a_pause_that_nothing_was_left_out_of_just_ends(self) -> None:
        play = deploying(hours=2, minutes=10)

        before = len(play.sent)
        play.asks(MARA, SayWord("We go on."))

        assert len(play.sent) == before

    def test_a_word_that_comes_when_nobody_reads_is_kept(self) -> None:
        play = deploying(hours=4, minutes=10).asks(MARA, SetAudience(ENGINEERING, ()))

        before = len(play.sent)
        play.asks(MARA, SayWord("We go on."))

        assert len(play.sent) == before
