"""Mail on the page: read, looked at, and taken in with one tap; nothing happens unasked or twice."""

from __future__ import annotations

import pytest

SEASON = """\
version: 2
applicant: {type: non_us_img}
target: {specialty: internal_medicine}
applications:
  - {program: Palm Bay Medical Center, id: palm}
  - {program: Hudson Ridge Medical Center, id: hudson}
"""
INVITED = "Palm Bay Medical Center is pleased to invite you to interview on November 12, 2026 at 9 AM ET."
UNKNOWN = "Willow Creek Hospital would like to invite you to interview."


@pytest.fixture
def base(reader) -> str:
    return reader.send("/upload", text=SEASON).url.removesuffix("/today")


def shown(page) -> dict[str, object]:
    """The form of the page as a browser sends it back."""
    events = [e.attributes["value"] for e in page.all("input") if e.attributes.get("name") == "event"]
    return {"key": page.value("key"), "event": events}


def kinds(reader, base: str) -> list[str]:
    text = reader.client.get(f"{base}/season.json").json()
    return [event["kind"] for event in text.get("events", ())]


class TestReading:
    def test_the_season_leads_to_it_and_it_offers_searches(self, reader, base) -> None:
        assert f"{base}/messages" in [a.attributes["href"] for a in reader.open(f"{base}/season").all("a")]
        told = reader.open(f"{base}/messages").words
        assert "Search your mail for these" in told
        assert '"Palm Bay Medical Center" OR "Hudson Ridge Medical Center"' in told

    def test_it_shows_what_a_message_says_and_changes_nothing(self, reader, base) -> None:
        page = reader.send(f"{base}/messages", text=INVITED)
        assert "Invitation: Palm Bay Medical Center" in page.words
        assert "Thursday, 12 November 2026, 9:00 AM Eastern" in page.words
        assert INVITED in page.words
        assert kinds(reader, base) == []

    def test_her_own_clock_stands_beside_the_programs(self, reader) -> None:
        far = reader.send("/upload", text=SEASON + "time_zone: Asia/Kolkata\n").url.removesuffix("/today")
        told = reader.send(f"{far}/messages", text=INVITED).words
        assert "9:00 AM Eastern = 19:30 your time" in told
        ranged = INVITED.replace("9 AM ET", "9 AM to 1 PM ET") + " Reply by November 5, 2026 at 5 PM ET."
        told = reader.send(f"{far}/messages", text=ranged).words
        assert "On your clock: 19:30 your time" in told
        assert "5:00 PM Eastern = Fri 6 November, 03:30 your time (night)" in told

    def test_a_file_is_read_too_and_a_bad_one_is_named(self, reader, base) -> None:
        mail = f"From: a@b.example\nSubject: x\nDate: Tue, 20 Oct 2026 09:00:00 -0400\n\n{INVITED}\n"
        page = reader.send(f"{base}/messages", files={"file": ("a.eml", mail.encode())})
        assert "Invitation: Palm Bay Medical Center" in page.words
        page = reader.send(f"{base}/messages", 422, files={"file": ("a.msg", b"x")})
        assert page.errors[0][0] == "#file"
        page = reader.send(f"{base}/messages", 422, files={"file": ("a.msg", b"x")}, text=INVITED)
        assert "Invitation: Palm Bay Medical Center" in page.words
        assert reader.send(f"{base}/messages", 422).errors == [
            ("#text", "Paste a message, or choose a file.")
        ]


class TestTakingIn:
    def test_one_tap_makes_one_event_and_one_interview(self, reader, base) -> None:
        sent = shown(reader.send(f"{base}/messages", text=INVITED))
        for _ in range(2):
            page = reader.send(f"{base}/messages/accept", accept="0", application__0="palm", **sent)
            assert "In your season." in page.words
        assert kinds(reader, base) == ["invited"]
        assert "Palm Bay" in reader.open(f"{base}/interviews").words

    def test_an_unknown_program_is_asked_for(self, reader, base) -> None:
        page = reader.send(f"{base}/messages", text=UNKNOWN)
        sent = shown(page)
        assert "We found none of your programs in it." in page.words
        assert "New: Willow Creek Hospital" in page.words
        again = reader.send(f"{base}/messages/accept", 422, accept="0", **sent)
        assert again.errors == [("#application-0", "Say which of your programs this message is from.")]
        assert kinds(reader, base) == []
        reader.send(f"{base}/messages/accept", accept="0", application__0="new", **sent)
        assert kinds(reader, base) == ["invited"]

    def test_all_without_a_doubt_at_once_and_the_others_stay(self, reader, base) -> None:
        box = "".join(
            f"From a@b Tue Oct 20 06:14:07 2026\nFrom: a@b.example\nDate: Tue, 20 Oct 2026 09:00:00 -0400\n"
            f"Message-ID: <{n}@b>\nSubject: x\n\n{text}\n\n"
            for n, text in enumerate(
                (
                    INVITED,
                    UNKNOWN,
                    "Hudson Ridge Medical Center: we are unable to offer you an interview.",
                    INVITED,
                )
            )
        )
        page = reader.send(f"{base}/messages", files={"file": ("a.mbox", box.encode())})
        assert "Take in the 2 without a doubt" in page.words
        assert "You have this message already." in page.words
        page = reader.send(f"{base}/messages/accept", accept="all", **shown(page))
        assert "1 to decide" in page.words
        assert kinds(reader, base) == ["invited", "rejected"]

    def test_a_day_without_an_hour_is_told_as_a_day(self, reader, base) -> None:
        text = (
            "Palm Bay Medical Center is pleased to invite you to interview. Please reply by November 5, 2026."
        )
        page = reader.send(f"{base}/messages", text=text)
        assert "Thursday, 5 November 2026" in page.words
        assert "12:00 AM" not in page.words

    def test_news_has_no_button_and_a_changed_form_is_asked_for_again(self, reader, base) -> None:
        page = reader.send(
            f"{base}/messages", text="Palm Bay Medical Center: we expect to send invitations in November."
        )
        assert "It changes nothing in your season." in page.words
        assert "Nothing is left to decide." in page.words
        for change in ({"event": "{}", "accept": "0"}, {"accept": "7"}, {"accept": "x"}):
            reader.send(f"{base}/messages/accept", 422, **{**shown(page), **change})
        assert kinds(reader, base) == []
