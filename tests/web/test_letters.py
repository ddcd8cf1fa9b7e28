"""Letters to programs: drafted, taken along, and noted as sent."""

from __future__ import annotations

import pytest

from . import test_season_pages as season_pages

base = season_pages.base


class TestLetters:
    def test_the_one_real_update_is_asked_for(self, reader, base) -> None:
        page = reader.send(f"{base}/i/i3/draft/interest", 422, update="Please interview me, I am hard working",
                           reason="short", me="")  # fmt: skip
        assert [name for name, _ in page.errors] == ["#update", "#reason"]
        assert "could go to any program" in page.errors[0][1]

    def test_a_letter_is_drafted_opened_downloaded_and_noted_as_sent(self, reader, base) -> None:
        said = {"update": "My Step 2 CK score is 251.", "me": "A. Applicant",
                "reason": "Your refugee clinic is where I would like to train."}  # fmt: skip
        page = reader.send(f"{base}/i/i3/draft/interest", **said)
        letter = page.all("textarea")[0].text
        assert "My Step 2 CK score is 251." in letter
        assert "Gamma <b>Hospital</b>" in letter
        assert any(a.attributes["href"].startswith("mailto:?subject=") for a in page.all("a"))
        mail = reader.client.post(f"{base}/i/i3/draft/interest", data={**said, "as": "eml"})
        assert mail.headers["content-type"].startswith("message/rfc822")
        assert b"X-Unsent: 1" in mail.content
        sent = reader.send(f"{base}/i/i3/draft/interest/sent", key="k")
        assert "Letter of interest sent" in sent.words.replace("letter of", "Letter of")

    def test_a_long_letter_is_taken_as_a_file(self, reader, base) -> None:
        page = reader.send(f"{base}/i/i4/draft/thank_you", reason="We spoke of heart failure. " * 80)
        assert "too long for a mail link" in page.words
        assert "Dear Dr. One" in page.all("textarea")[0].text

    @pytest.mark.parametrize("code", ["reply_to_invitation", "cancellation"])
    def test_a_confirmation_and_a_cancellation_name_both_clocks(self, reader, base, code: str) -> None:
        letter = reader.send(f"{base}/i/i2/draft/{code}").all("textarea")[0].text
        assert "Sat 12 December, 13:00 Central time = Sun 13 December, 00:30 your time" in letter

    def test_a_cancellation_that_was_sent_was_by_the_applicant(self, reader, base) -> None:
        page = reader.send(f"{base}/i/i2/draft/cancellation/sent", key="k")
        assert "Cancelled" in page.words
        (event,) = [
            e for e in reader.client.get(f"{base}/season.json").json()["events"] if e["interview"] == "i2"
        ]
        assert (event["kind"], event["by"]) == ("cancelled", "applicant")

    def test_a_letter_nobody_knows_is_not_found(self, reader, base) -> None:
        reader.open(f"{base}/i/i3/draft/intent", 404)
        reader.open(f"{base}/i/i4/draft/cancellation", 404)  # it has taken place
        assert "Thank-you note" in reader.open(f"{base}/i/i4").words
        assert "Cancel an interview" not in reader.open(f"{base}/i/i4").words
        reader.open(f"{base}/i/gone/draft/interest", 404)
