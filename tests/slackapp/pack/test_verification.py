"""A pack that nobody touched is found to be whole; whatever is changed in one is found, and named."""

import json
import random
from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from readiness.signing.fingerprints import VERSION as FINGERPRINTS
from slackapp.exporting import Format, drawn
from slackapp.pack import page
from slackapp.pack.sealing import SEAL, NoPack, digest_of_all, digests, sealed
from slackapp.pack.values import Pack
from slackapp.pack.verification import Verified, verify
from storage.chains import head
from tests.slackapp.pack.tampering import (
    at,
    otherwise,
    paths,
    put,
    rechained,
    redrawn,
    resealed,
    sealed_data,
    what_matters,
)

PROGRAM = "0.1.0"
MANY = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
PARTS = {
    "audit": "The audit",
    "made_at": "The moment when it was made",
    "made_by": "Who asked for it",
    "names": "The names of people",
    "program": "The version of the program",
    "release": "The state of the release",
    "template": "The template",
}


def checked(text: str, **more: object) -> Verified:
    return verify(text, PROGRAM, **more)  # type: ignore[arg-type]


def findings(text: str, **more: object) -> str:
    return "\n".join(checked(text, **more).findings)


class TestAWholePack:
    @pytest.mark.parametrize("form", [Format.HTML, Format.JSON])
    def test_is_as_it_was_made(self, whole: Pack, form: Format) -> None:
        verified = checked(drawn(whole, form))
        assert verified.findings == ()
        assert verified.pack == whole
        assert f"The audit has {len(whole.audit)} rows" in verified.notes[1]
        assert "fingerprints of 15 decisions" in verified.notes[3]

    def test_is_drawn_the_same_every_time(self, whole: Pack) -> None:
        assert drawn(whole, Format.HTML) == drawn(whole, Format.HTML)

    def test_survives_what_editors_and_mail_do_to_a_file(self, small: Pack) -> None:
        text = drawn(small, Format.HTML)
        for same in (text.replace("\n", "\r\n"), "\ufeff" + text, text.rstrip(), text + "\r\n \n"):
            assert checked(same).findings == ()

    def test_as_json_may_be_written_down_in_any_way(self, small: Pack) -> None:
        data = json.loads(drawn(small, Format.JSON))
        keys = list(data)
        random.Random(1).shuffle(keys)
        for same in (
            json.dumps(data, indent=4, ensure_ascii=False),
            json.dumps({key: data[key] for key in keys}, separators=(",", ":")),
        ):
            assert checked(same).findings == ()

    def test_agrees_with_the_heads_and_the_digest_that_slack_shows(self, small: Pack) -> None:
        row = small.audit[3]
        heads = [head(small.head), head(f"{row.seq}:{row.hash[:16]}")]
        text = drawn(small, Format.HTML)
        verified = checked(text, heads=heads, digest=checked(text).digest[:16])
        assert verified.findings == ()
        assert len([note for note in verified.notes if "that you gave" in note]) == 2

    def test_of_another_version_is_taken_at_the_word_of_slack_alone(self, small: Pack) -> None:
        """A later version draws the page in other words, and whoever edits a page can seal it once more."""
        text = of_another_version(small, "Gates of quality")
        verified = checked(text)
        assert verified.unproven
        assert "version 0.0.9 drew it, and this is version 0.1.0" in "\n".join(verified.findings)
        told = seal_of(text)["page"]
        for given_digest in (told, told[:32].upper()):
            vouched = checked(text, page_digest=given_digest)
            assert vouched.findings == ()
            assert "its digest is as given" in vouched.notes[-1]
        edited = of_another_version(small, "Gates of doubt")
        assert checked(edited).unproven
        assert "not the one that you gave" in findings(edited, page_digest=told)
        of_data = checked(text).digest
        assert checked(edited, digest=of_data).unproven, "the digest of the data says nothing of the page"
        assert "The page was changed" in findings(text.replace("Gates of quality", "Gates of doubt", 1))

    def test_that_has_no_page_has_no_digest_of_one(self, small: Pack) -> None:
        assert "There is no page in it" in findings(drawn(small, Format.JSON), page_digest="0" * 16)


def of_another_version(pack: Pack, heading: str) -> str:
    """The page of a version that called the gates otherwise."""
    other = replace(pack, program="0.0.9")
    bare = {part: value for part, value in sealed_data(other).items() if part != SEAL}
    words = page.words_of(other, digest_of_all(digests(bare))).replace("Quality gates", heading)
    return page.embedded(words, sealed(bare, words))


def seal_of(text: str) -> Any:
    return json.loads(page.taken_apart(text)[1])[SEAL]


class TestAChangedByte:
    @pytest.mark.slow
    @MANY
    @given(st.data())
    def test_of_the_page_is_found_wherever_it_is(self, small: Pack, data: st.DataObject) -> None:
        text = drawn(small, Format.HTML)
        position = data.draw(st.integers(0, len(text) - 1))
        new = data.draw(st.characters(codec="utf-8") | st.just(""))
        length = data.draw(st.integers(0, 3))
        tampered = text[:position] + new + text[position + length :]
        with suppress(NoPack):
            assume(what_matters(tampered) != what_matters(text))
        assert checked(tampered).findings

    @pytest.mark.slow
    @MANY
    @given(st.data())
    def test_of_the_json_is_found_wherever_it_is(self, small: Pack, data: st.DataObject) -> None:
        text = drawn(small, Format.JSON)
        position = data.draw(st.integers(0, len(text) - 1))
        tampered = text[:position] + data.draw(st.characters(codec="utf-8")) + text[position + 1 :]
        with suppress(ValueError, RecursionError):
            assume(json.loads(tampered) != json.loads(text))
        assert checked(tampered).findings

    def test_of_what_people_read_is_told_with_its_heading(self, small: Pack) -> None:
        text = drawn(small, Format.HTML)
        found = findings(text.replace("Not ready to roll back", "As ready to roll back", 1))
        assert "under “Can it be rolled back?”" in found
        assert "it reads “" in found
        assert "As ready to roll back: The snapshot" in found
        assert "The page was changed" in findings(text.replace("</main>", "<p>All is well.</p></main>"))
        assert "its markup is not" in findings(
            text.replace('<td class="state">', '<td class="state" hidden>', 1)
        )
        assert "Something follows in the page after its data." in findings(f"{text}<p>All is well.</p>")


class TestAChangedField:
    @pytest.mark.slow
    @MANY
    @given(st.data())
    def test_is_named_by_its_part(self, small: Pack, data: st.DataObject) -> None:
        tampered = sealed_data(small)
        part = data.draw(st.sampled_from(sorted(PARTS)))
        path = data.draw(st.sampled_from([(part, *rest) for rest in paths(tampered[part])]))
        put(tampered, path, otherwise(at(tampered, path)))
        assert f"{PARTS[part]}" in findings(json.dumps(tampered))

    @pytest.mark.slow
    @MANY
    @given(st.data())
    def test_of_the_state_is_found_though_seal_and_page_fit(self, small: Pack, data: st.DataObject) -> None:
        tampered = sealed_data(small)
        path = data.draw(st.sampled_from([("release", *rest) for rest in paths(tampered["release"])]))
        put(tampered, path, otherwise(at(tampered, path)))
        assert findings(resealed(tampered))

    def test_of_the_state_is_told_with_its_place(self, small: Pack) -> None:
        tampered = sealed_data(small)
        (gate,) = [key for key in tampered["release"]["sign_offs"] if key == small.template.gates[0].key]
        tampered["release"]["sign_offs"][gate][0]["by"] = "U0EVIL"
        found = findings(redrawn(tampered))
        assert f"The state differs from what the audit tells: sign_offs, “{gate}”." in found

    @pytest.mark.slow
    @MANY
    @given(st.data())
    def test_of_a_row_is_found_though_seal_and_page_fit(self, small: Pack, data: st.DataObject) -> None:
        tampered = sealed_data(small)
        path = data.draw(st.sampled_from([("audit", *rest) for rest in paths(tampered["audit"])]))
        put(tampered, path, otherwise(at(tampered, path)))
        assert findings(resealed(tampered))


class TestTheAudit:
    def test_names_the_row_that_was_changed_left_out_or_added(self, small: Pack) -> None:
        changed, cut, added, reordered = (sealed_data(small) for _ in range(4))
        changed["audit"][4]["by"] = "U0EVIL"
        assert "Row 5 was changed after it was written." in findings(resealed(changed))
        del cut["audit"][6]
        assert "Row 7 is missing." in findings(resealed(cut))
        added["audit"].insert(3, {**added["audit"][3], "by": "U0EVIL"})
        assert "Row 4 was added" in findings(resealed(added))
        rows = reordered["audit"]
        rows[2], rows[3] = rows[3], rows[2]
        assert "The rows are not in the order of their numbers." in findings(resealed(reordered))

    def test_can_not_be_empty_or_another_releases(self, small: Pack) -> None:
        empty, foreign = sealed_data(small), sealed_data(small)
        empty["audit"] = []
        assert "There is not a single row." in findings(resealed(empty))
        for row in foreign["audit"]:
            row["chain"] = "another"
        assert "Row 1 belongs to another release." in findings(resealed(rechained(foreign)))

    def test_tells_only_what_can_have_happened(self, small: Pack) -> None:
        for kind, data in (("Bogus", "{}"), ("ChecksMarked", "[]"), ("OverrideConfirmed", '{"subject":"x"}')):
            tampered = sealed_data(small)
            tampered["audit"][-1] |= {"kind": kind, "data": data}
            assert "tells nothing that can have happened" in findings(resealed(rechained(tampered)))

    def test_that_was_rebuilt_as_a_whole_is_found_by_what_slack_shows_alone(self, small: Pack) -> None:
        """The limit of every file that holds its own proof, told to whoever verifies one."""
        tampered = sealed_data(small)
        tampered["audit"][0]["surface"] = "elsewhere"
        text = redrawn(rechained(tampered))
        assert checked(text).findings == ()
        assert "the chain was rebuilt" in findings(text, heads=[head(small.head)])
        genuine = checked(drawn(small, Format.HTML)).digest
        assert "and not the one that you gave" in findings(text, digest=genuine)


class TestSignatures:
    def test_whose_fingerprint_is_not_of_what_there_was_to_sign_are_found(self, small: Pack) -> None:
        tampered = sealed_data(small)
        row = next(row for row in tampered["audit"] if row["kind"] == "SignedOff")
        event = json.loads(row["data"])
        row["data"] = json.dumps(event | {"fingerprint": "0" * 32}, sort_keys=True)
        found = findings(resealed(rechained(tampered)))
        assert f"Signatures: Row {row['seq']} signs “{event['subject']}” with a fingerprint" in found

    def test_that_claim_to_have_shown_what_was_not_there_are_found(self, small: Pack) -> None:
        tampered = sealed_data(small)
        row = next(row for row in tampered["audit"] if row["kind"] == "SignedOff")
        event = json.loads(row["data"])
        assert event["shown"]
        event["shown"][0]["state"] = "open"
        row["data"] = json.dumps(event, sort_keys=True)
        assert "something shown that was not there" in findings(resealed(rechained(tampered)))

    def test_on_what_the_template_has_not_are_found(self, small: Pack) -> None:
        tampered = sealed_data(small)
        row = next(row for row in tampered["audit"] if row["kind"] == "SignedOff")
        row["data"] = json.dumps(json.loads(row["data"]) | {"subject": "bogus"})
        assert "signs “bogus”, which the template does not have" in findings(resealed(rechained(tampered)))

    def test_stand_on_the_template_that_the_release_was_opened_from(self, small: Pack) -> None:
        tampered = sealed_data(small)
        tampered["template"]["reference"] = "small-team@9"
        assert "opens the release from another template" in findings(resealed(tampered))

    def test_stand_on_what_that_template_said(self, small: Pack) -> None:
        """The pack is drawn anew and sealed, and every row of the audit fits: only the digest in it tells."""
        tampered = sealed_data(small)
        section = tampered["template"]["sections"][0]
        section["groups"][0]["items"][0]["text"] = "Nothing needs to be tested."
        assert findings(redrawn(tampered)) == (
            "Audit: Row 1 opens the release from a template that says something else."
        )

    def test_of_a_version_that_this_program_can_not_make_are_told_and_the_rest_is_checked(
        self, small: Pack
    ) -> None:
        """What an earlier program signed is still verified after what counts as material was changed."""
        later = sealed_data(small)
        for row in later["audit"]:
            row["data"] = row["data"].replace(f"v{FINGERPRINTS}-", "v7-")
        for signed in later["release"]["sign_offs"].values():
            for sign_off in signed:
                sign_off["fingerprint"] = sign_off["fingerprint"].replace(f"v{FINGERPRINTS}-", "v7-")
        verified = checked(redrawn(rechained(later)))
        assert verified.findings == ()
        (told,) = (note for note in verified.notes if "of version 7" in note)
        assert told.startswith("The fingerprints of 6 decisions are of version 7, and this program makes")
        assert "The chain that they stand in holds" in told
        later["audit"][3]["by"] = "U0EVIL"
        assert "Row 4 was changed" in findings(resealed(later))


class TestTheSeal:
    def test_has_to_be_there_and_to_be_a_seal(self, small: Pack) -> None:
        seals: tuple[Any, ...] = (None, [], {}, {"parts": []}, {"parts": {}, "more": 1})
        for seal in seals:
            tampered = sealed_data(small)
            tampered[SEAL] = seal
            assert findings(json.dumps(tampered))
        tampered = sealed_data(small)
        del tampered[SEAL]
        assert "The pack has no seal." in findings(json.dumps(tampered))

    def test_of_a_page_is_that_of_its_words(self, small: Pack) -> None:
        data = sealed_data(small)
        bare = {part: value for part, value in data.items() if part != SEAL}
        words = page.words_of(small, digest_of_all(digests(bare)))
        unsealed = page.embedded(words, data)
        assert "its digest is not that of the page" in findings(unsealed)

    def test_of_a_page_does_not_fit_its_data_alone(self, small: Pack) -> None:
        _, data = page.taken_apart(drawn(small, Format.HTML))
        assert "This is the data of a page, without its page." in findings(data)

    def test_does_not_cover_parts_that_no_pack_has(self, small: Pack) -> None:
        tampered = sealed_data(small) | {"more": 1}
        assert "The part “more” was changed" in findings(json.dumps(tampered))
        assert "not as this program writes it: more" in findings(resealed(tampered))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "no data of an evidence pack"),
        ("<p>Hello</p>", "no data of an evidence pack"),
        ("{}", "not that of an evidence pack"),
        ('{"format": "else"}', "not that of an evidence pack"),
        ('{"format": "release-readiness evidence pack", "version": 2}', "Use a newer one"),
        ('{"a": 1, "a": 1}', "a key comes twice"),
        ('{"a": NaN}', "NaN is in it"),
        ('{"a": 1e999}', "too large for a number"),
        ("{" + '"a":{' * 100_000, "nested deeper"),
        ('{"a": ', "no plain JSON"),
    ],
)
def test_what_is_no_pack_is_refused_in_a_sentence(text: str, says: str) -> None:
    verified = checked(text)
    assert says in "\n".join(verified.findings)
    assert verified.pack is None


@pytest.mark.parametrize(
    ("path", "value", "says"),
    [
        (("release", "zone"), "Nowhere/Else", "There is no time zone"),
        (("release", "stage"), "bogus", "does not fit together"),
        (("made_at",), "yesterday", "does not fit together"),
        (("made_at",), "2026-11-22T12:00:00", "not as this program writes it: made_at"),
        (("names",), [], "not as this program writes it: names"),
        (("audit",), 7, "does not fit together"),
        (("template",), {}, "does not fit together"),
    ],
)
def test_data_that_does_not_fit_together_is_refused_in_a_sentence(
    small: Pack, path: tuple[str, ...], value: object, says: str
) -> None:
    tampered = sealed_data(small)
    put(tampered, path, value)
    assert says in findings(resealed(tampered))


def test_a_field_that_a_later_version_added_does_not_spoil_an_earlier_pack(small: Pack) -> None:
    earlier = sealed_data(small)
    del earlier["release"]["unfit"]
    assert checked(resealed(earlier)).findings == ()
