"""The pages of a season day by day: Today, its lists, each program's story, letters, timeline and visas."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

import pytest

from .conftest import DAY

RECORD = """\
version: 2
time_zone: Asia/Kolkata
applicant: {type: non_us_img, visa: j1, step2_ck: {score: 245}}
target: {specialty: internal_medicine}
applications:
  - {program: Plains Clinic, id: a1, state: KS, sent: 2026-09-24}
  - {program: Alpha Hospital, id: a2, state: NY, sent: 2026-09-24}
interviews:
  - {program: Alpha Hospital, id: i1, application: a2, state: NY, start: 2026-12-12T14:00, end: 2026-12-12T18:00,
     visas_sponsored: [j1]}
  - {program: Beta Hospital, id: i2, state: IL, start: 2026-12-12T13:00, platform: Zoom}
  - {program: Gamma <b>Hospital</b>, id: i3, state: CA, status: invited, reply_by: 2026-11-24T17:00}
  - {program: Delta Hospital, id: i4, status: attended, start: 2026-11-20, visas_sponsored: [j1],
     interviewers: [Dr. One]}
events:
  - {kind: invited, interview: i1, at: 2026-11-18, id: e1}
  - {kind: scheduled, interview: i1, at: 2026-11-19, id: e2}
"""


def stamp(page) -> dict[str, str]:
    return {"version": page.value("version"), "key": page.value("key")}


@pytest.fixture
def base(reader) -> str:
    return reader.send("/upload", text=RECORD).url.removesuffix("/today")


class TestLists:
    def test_table_and_board_show_each_program_once_where_it_stands(self, reader, base) -> None:
        table = reader.open(f"{base}/season")
        assert [e.attributes["value"] for e in table.all("input", name="pick")] == [
            "interview:i1", "interview:i2", "interview:i3", "interview:i4", "application:a1"
        ]  # fmt: skip
        board = reader.open(f"{base}/season?view=board")
        assert [h.text for h in board.all("h2")][:4] == [
            "Applied (1)",
            "Invited (1)",
            "Scheduled (2)",
            "Attended (1)",
        ]

    def test_search_and_filter_narrow_the_list(self, reader, base) -> None:
        found = reader.open(f"{base}/season?q=plains")
        assert len(found.all("input", name="pick")) == 1
        assert len(reader.open(f"{base}/season?state=scheduled").all("input", name="pick")) == 2
        assert "No program fits." in reader.open(f"{base}/season?q=nowhere").words
        assert "No program fits." in reader.open(f"{base}/season?q=nowhere&view=board").words

    def test_several_rows_are_changed_at_once(self, reader, base) -> None:
        page = reader.open(f"{base}/season")
        chosen = ["interview:i2", "application:a1"]
        done = reader.send(f"{base}/season", pick=chosen, to="rejected", **stamp(page))
        assert "Changed 2 rows." in done.words
        assert len(reader.open(f"{base}/season?state=rejected").all("input", name="pick")) == 2
        gone = reader.send(f"{base}/season", pick=["application:a1", "interview:i3"], to="remove")
        assert len(gone.all("input", name="pick")) == 3

    def test_nothing_chosen_or_a_row_that_is_gone_is_told(self, reader, base) -> None:
        empty = reader.send(f"{base}/season", 422, to="")
        assert [name for name, _ in empty.errors] == ["#rows", "#to"]
        assert reader.send(f"{base}/season", 422, pick=["interview:gone"], to="attended").errors
        reader.send(f"{base}/season", 422, pick=["couple:i1"], to="attended")

    def test_a_row_is_changed_where_it_stands_in_table_and_board(self, reader, base) -> None:
        page = reader.open(f"{base}/season?q=beta&edit=interview:i2")
        assert page.value("row-start") == "2026-12-12 13:00"
        refused = reader.send(f"{base}/season/row?q=beta", 422, row="interview:i2", **{"row-start": "soon"})
        assert [name for name, _ in refused.errors] == ["#row-start"]
        done = reader.send(
            f"{base}/season/row?q=beta",
            **stamp(page),
            row="interview:i2",
            **{"row-start": "2026-12-15T09:00"},
        )
        assert "Alpha Hospital" not in done.words, "the search is kept"
        assert "Tue 15 December, 9:00" in done.words.replace("09:00", "9:00")
        board = reader.open(f"{base}/season?view=board&edit=application:a1")
        reader.send(
            f"{base}/season/row?view=board", **stamp(board), row="application:a1", **{"row-fee": "30"}
        )
        assert reader.open(f"{base}/season?edit=application:a1").value("row-fee") == "30"
        reader.send(f"{base}/season/row", 404, row="interview:none")

    def test_an_application_is_added_once(self, reader, base) -> None:
        added = reader.send(
            f"{base}/applications", program="Harbor Hospital", state="ME", signal="gold", sent="2026-09-24"
        )
        assert "Harbor Hospital" in added.words
        again = reader.send(
            f"{base}/applications", 422, program="harbor hospital", state="", signal="none", sent="x"
        )
        assert {name for name, _ in again.errors} >= {"#sent"}
        twice = reader.send(f"{base}/applications", 422, program="harbor hospital", signal="none")
        assert "already" in twice.errors[0][1]
        assert twice.value("program") == "harbor hospital"

    def test_a_bare_number_leads_to_a_list(self, reader) -> None:
        season_id = reader.season()
        page = reader.open(f"/s/{season_id}/season")
        assert "Your 6 interviews are only a number" in page.words


class TestStory:
    def test_it_tells_hours_events_visa_and_what_to_ask(self, reader, base) -> None:
        told = reader.open(f"{base}/i/i1").words
        assert "14:00 Eastern time · Sun 13 December, 00:30 your time (night)" in told
        assert "Wed 18 November 2026 They invited me" in told
        assert "Ask: Could you confirm by email that you sponsor J-1?" in told
        assert "sent" not in reader.open(f"{base}/a/a1").h1
        reader.open(f"{base}/i/nobody", 404)
        reader.open(f"{base}/a/i1", 404)

    def test_hours_are_changed_and_the_change_is_an_event(self, reader, base) -> None:
        page = reader.open(f"{base}/i/i1")
        moved = reader.send(
            f"{base}/i/i1", start="2026-12-14T09:00", end="2026-12-14T12:00", interviewers="Dr. A, Dr. B",
            thank_you_sent="yes", **stamp(page),
        )  # fmt: skip
        assert "Mon 14 December, 09:00 Eastern time" in moved.words
        assert "The date was moved" in moved.words
        assert moved.value("interviewers") == "Dr. A, Dr. B"
        wrong = reader.send(f"{base}/i/i1", 422, start="tomorrow", link="javascript:alert(1)")
        assert {name for name, _ in wrong.errors} == {"#start", "#link"}
        assert wrong.value("start") == "tomorrow"

    def test_what_happened_is_noted_and_taken_back(self, reader, base) -> None:
        noted = reader.send(f"{base}/i/i2/event", **{"event-kind": "second_look", "event-note": "In January"})
        assert "second look: In January" in noted.words.replace("Second look", "second look")
        [said] = noted.all("p", role="status")
        assert {"autofocus", "tabindex"} <= set(said.attributes), "the keyboard goes on from what was said"
        action = next(
            f.attributes["action"] for f in noted.all("form") if f.attributes["action"].endswith("/remove")
        )
        back = reader.send(action, **stamp(noted))
        assert "In January" not in back.words
        assert reader.send(f"{base}/i/i2/event", 422, **{"event-kind": "?"}).errors

    def test_a_promise_is_kept_with_where_it_is_written(self, reader, base) -> None:
        fields = {"promise-visa": "j1", "promise-what": "Yes, J-1.", "promise-day": "2026-11-21",
                  "promise-who": "Dr. Lee", "promise-written_in": "e-mail"}  # fmt: skip
        page = reader.send(f"{base}/i/i1/promise", **fields)
        assert "Yes, J-1. Written in: e-mail. (Dr. Lee, 21 November 2026)" in page.words
        assert "Ask:" not in page.words
        wrong = reader.send(f"{base}/i/i1/promise", 422, **{**fields, "promise-day": "soon"})
        assert [name for name, _ in wrong.errors] == ["#promise-day"]

    def test_an_interview_and_its_application_lead_to_each_other(self, reader, base) -> None:
        interview, application = reader.open(f"{base}/i/i1"), reader.open(f"{base}/a/a2")
        assert f"{base.removeprefix('http://localhost')}/a/a2" in [
            a.attributes["href"] for a in interview.all("a")
        ]
        links = [a.attributes["href"] for a in application.all("a")]
        assert f"{base}/i/i1" in links
        assert f"{base}/i/i1/draft/cancellation" in links
        assert f"{base}/a/a2/draft/waitlist" not in links

    def test_an_application_has_a_story_too(self, reader, base) -> None:
        changed = reader.send(f"{base}/a/a1", fee="$30", notes="Ask Dr. X", signal="gold")
        assert "Ask Dr. X" in changed.words
        assert changed.value("fee") == "30"
        assert reader.send(f"{base}/a/a1", 422, fee="much").errors[0][0] == "#fee"

    def test_a_form_overtaken_by_another_tab_is_not_lost(self, reader, base) -> None:
        page = reader.open(f"{base}/i/i1")
        reader.send(f"{base}/i/i2", notes="of another program")
        reader.send(f"{base}/i/i1", notes="first", **stamp(page))
        stale = reader.send(f"{base}/i/i1", 409, notes="second", version=page.value("version"), key="another")
        assert "second" in stale.html


class TestOtherViews:
    def test_the_timeline_has_the_readers_own_days_in_each_view(self, reader, base) -> None:
        season = reader.open(f"{base}/timeline")
        assert len(season.all("circle", class_="ms-mine")) == 2 * 2  # on the wide and on the narrow drawing
        assert "Invited by Alpha Hospital." in season.words
        assert "applications sent (2)" in season.words
        month = reader.open(f"{base}/timeline?view=month&month=2026-12")
        assert "December 2026" in month.words
        assert "Beta Hospital: 13:00 Central time" in month.words
        agenda = reader.open(f"{base}/timeline?view=agenda").words
        assert agenda.index("Answer Gamma") < agenda.index("Beta Hospital") < agenda.index("Match Day")
        assert "alarms in a feed may not ring" in agenda
        odd = reader.open(f"{base}/timeline?view=x&month=9999-12")
        assert odd.all("svg", class_="ms-timeline")
        assert "November 2026" in reader.open(f"{base}/timeline?view=month&month=1-1").words

    def test_an_application_that_was_not_sent_yet_is_on_no_day(self, reader, base) -> None:
        page = reader.open(f"{base}/season")
        reader.send(f"{base}/applications", program="Not sent yet", **stamp(page))
        assert "Not sent yet" in reader.open(f"{base}/season").words
        assert "applications sent (2)" in reader.open(f"{base}/timeline").words

    def test_soap_names_what_the_applicant_does_not_have_yet_for_the_next_season(self, reader, base) -> None:
        little = reader.open(f"{base}/soap").words
        assert "Find hands-on US clinical experience." in little
        assert "Ask for new letters from US doctors." in little
        assert "Pass Step 3" not in little
        strong = RECORD.replace("visa: j1,", "visa: h1b, us_clinical_experience: hands_on, letters: strong,")
        much = reader.open(f"{reader.send('/upload', text=strong).url.removesuffix('/today')}/soap").words
        assert "Find hands-on US clinical experience." not in much
        assert "Ask for new letters from US doctors." not in much
        assert "Pass Step 3: programs ask for it for an H-1B." in much

    def test_a_list_of_unfilled_positions_becomes_a_shortlist(self, reader, base) -> None:
        sheet = b"Institution,State,Specialty,Positions unfilled\nPrairie,KS,IM,2\nPlain,KS,FM,1\n"
        page = reader.send(f"{base}/soap", files={"file": ("u.csv", sheet)}, specialties="")
        assert "1 of 2 rows, the most useful first." in page.words
        assert "Row 3, Plain: it is of Family Medicine" in page.words
        assert [n for n, _ in reader.send(f"{base}/soap", 422, specialties="IM").errors] == ["#file"]
        assert [n for n, _ in reader.send(f"{base}/soap", 422, specialties="Alchemy").errors] == [
            "#specialties"
        ]

    def test_a_sheet_is_looked_at_corrected_and_taken_in_once(self, reader, base) -> None:
        sheet = b"Place,Spec,Status\nNew Hospital,IM,Rejected\nOdd,Alchemy,Applied\n"
        look = reader.send(f"{base}/tracker", 422, files={"file": ("a.csv", sheet)})
        assert "No column holds the program" in look.errors[0][1]
        look = reader.send(f"{base}/tracker", files={"file": ("a.csv", sheet.replace(b"Place", b"Program"))})
        assert "2 rows read: 1 kept, 1 to look at, 0 left out." in look.words
        assert {e.attributes["value"] for e in look.all("option")} >= {"program", "fee", "format"}
        columns = {"column-0": "Program", "field-0": "program", "column-1": "Spec", "field-1": "-"}
        again = {"name": "a.csv", "sheet": look.value("sheet"), **columns}
        read = reader.send(f"{base}/tracker", do="read", **again)
        assert "2 kept" in read.words
        for _ in range(2):
            done = reader.send(f"{base}/tracker", do="take", **again)
            assert done.words.count("New Hospital") >= 1
        assert "8 programs." not in done.words
        assert [n for n, _ in reader.send(f"{base}/tracker", 422).errors] == ["#file"]

    def test_visas_release_soap_and_people_say_what_they_know(self, reader, base) -> None:
        assert "Do you sponsor J-1 visas" in reader.open(f"{base}/visas").words
        assert "Booked, it would add about" in reader.open(f"{base}/release").words
        assert "answer by Tue 24 November, 17:00 Pacific time" in reader.open(f"{base}/season").words
        soap = reader.open(f"{base}/soap").words
        assert "15 March 2027" in soap
        assert "45 programs" in soap
        assert "Mon 15 March, 10:00 Eastern time = 19:30 your time" in soap

    def test_nothing_is_asked_booked_or_given_up_once_lists_are_closed(
        self, reader, base, monkeypatch
    ) -> None:
        monkeypatch.setitem(DAY, "today", date(2027, 3, 15))
        assert "Do you sponsor" not in reader.open(f"{base}/visas").words
        assert "How the open answers" not in reader.open(f"{base}/visas").words
        assert "No interview lies ahead" in reader.open(f"{base}/release").words
        assert "Waiting for your answer" not in reader.open(f"{base}/today").words
        page = reader.open(f"{base}/rank")
        assert [e.attributes["value"] for e in page.all("button", name="do")] == ["certify"]
        monkeypatch.setitem(DAY, "today", date(2027, 3, 22))
        soap = reader.open(f"{base}/soap").words
        assert "The SOAP of this season is over" in soap
        assert "Hour by hour" not in soap
        ranked = page.words
        assert "Lists are closed. You did not mark yours as certified." in ranked
        assert "before you certify" not in ranked

    def test_before_the_first_invitation_there_is_nothing_to_weigh_compare_or_watch(self, reader) -> None:
        bare = RECORD[: RECORD.index("interviews:")]
        base = reader.send("/upload", text=bare).url.removesuffix("/today")
        assert "0 in 100" not in reader.open(f"{base}/visas").words
        compared, watched = reader.open(f"{base}/rank/compare"), reader.open(f"{base}/rank/watch")
        assert compared.h1 == "Nothing to compare yet"
        assert "Make this my list" not in compared.words
        assert watched.h1 == "Nothing to watch yet"
        assert "Another market" not in watched.words

    def test_a_chance_that_is_not_the_outlooks_says_of_what_it_is(self, reader) -> None:
        record = RECORD.replace("{specialty: internal_medicine}", "{specialty: neurology, track: advanced}")
        base = reader.send("/upload", text=record).url.removesuffix("/today")
        for page in ("visas", "release"):
            assert (
                "Each chance here is of any match, also of a first year alone."
                in reader.open(f"{base}/{page}").words
            )

    def test_the_calendar_carries_the_version_of_the_season(self, reader, base) -> None:
        first = reader.client.get(f"{base}/calendar.ics")
        assert first.headers["content-type"].startswith("text/calendar")
        assert "SEQUENCE:1\r\n" in first.text
        reader.send(f"{base}/i/i2", notes="changed")
        assert "SEQUENCE:2\r\n" in reader.client.get(f"{base}/calendar.ics").text

    def test_practice_people_and_costs_are_kept_by_their_ids(self, reader, base) -> None:
        reader.send(f"{base}/people/mock", **{"mock-day": "2026-11-20", "mock-who": "Dr. M"})
        reader.send(f"{base}/people/person", **{"person-name": "Dr. P", "person-kind": "alumni"})
        page = reader.send(f"{base}/people/cost", **{"cost-amount": "1,500", "cost-kind": "exams"})
        told = page.words
        assert "1 mock interview of 3 to 5" in told
        assert "Dr. P · not asked yet" in told
        assert "$1,500 · exams" in told
        wrong = reader.send(f"{base}/people/cost", 422, **{"cost-amount": "lots", "cost-kind": "exams"})
        assert [name for name, _ in wrong.errors] == ["#cost-amount"]
        action = next(f.attributes["action"] for f in page.all("form") if "/cost/" in f.attributes["action"])
        assert "$1,500" not in reader.send(action, **stamp(page)).words
        reader.send(action, 404)
        reader.send(f"{base}/people/nothing", 404)

    def test_a_cost_or_person_is_changed_in_its_place(self, reader, base) -> None:
        page = reader.send(f"{base}/people/cost", **{"cost-amount": "1500", "cost-kind": "exams"})
        opened = reader.open(
            next(a.attributes["href"] for a in page.all("a") if "edit=cost" in a.attributes["href"])
        )
        assert opened.value("edit-cost-amount") == "1500"
        forms = [f.attributes["action"] for f in opened.all("form")]
        action = next(url for url in forms if re.search("/cost/[^/]+$", url))
        wrong = reader.send(action, 422, **{"edit-cost-amount": "lots"})
        assert [name for name, _ in wrong.errors] == ["#edit-cost-amount"]
        assert "$90 · exams" in reader.send(action, **stamp(opened), **{"edit-cost-amount": "90"}).words
        reader.send(f"{base}/people/cost/none", 404, **{"edit-cost-amount": "90"})

    def test_every_other_fact_is_kept_and_what_is_wrong_is_named(self, reader, base) -> None:
        page = reader.open(f"{base}/more")
        assert page.value("time_zone") == "Asia/Kolkata"
        given = {"budget": "2,500", "criteria": "Teaching: 3\nNear family", "you-school": "Example College",
                 "you-languages": "Hindi, Spanish", "you-reapplicant": "yes", "step3-day": "2026-12-20"}  # fmt: skip
        told = reader.send(f"{base}/more", **stamp(page), **given)
        assert "Saved." in told.words
        assert {name: told.value(name) for name in ("budget", "you-languages", "step3-day")} == {
            "budget": "2500", "you-languages": "Hindi, Spanish", "step3-day": "2026-12-20",
        }  # fmt: skip
        assert told.all("textarea")[0].text == "Teaching: 3\nNear family: 1"
        rated = reader.send(f"{base}/i/i4/ratings", **{"rating-0": "5", "rating-1": ""})
        assert '<option value="5" selected>' in rated.html
        refused = reader.send(f"{base}/i/i4/ratings", 422, **{"rating-0": "9", "rating-1": "4"})
        assert '<option value="4" selected>' in refused.html
        assert [name for name, _ in refused.errors] == ["#rating-0"]
        assert "“Teaching” in the list of ratings is too large" in refused.words
        wrong = {
            "budget": "much",
            "criteria": "Teaching: lots",
            "you-ecfmg_expected": "soon",
            "step3-day": "?",
        }
        refused = reader.send(f"{base}/more", 422, **wrong)
        assert {name for name, _ in refused.errors} >= {
            "#budget",
            "#criteria",
            "#you-ecfmg_expected",
            "#step3-day",
        }
        assert refused.value("budget") == "much"

    def test_what_was_said_in_a_month_stands_beside_what_happened(self, reader, base) -> None:
        assert "Nothing is kept yet." in reader.open(f"{base}/record").words
        page = reader.open(f"{base}/today")
        reader.send(f"{base}/tasks", **stamp(page), code="check_inbox", state="done")
        told = reader.open(f"{base}/record").words
        assert "November 2026" in told
        assert "You have not told us how it ended." in told
        reader.send(f"{base}/season", pick="interview:i4", to="declined")
        assert reader.open(f"{base}/record").words.count("November 2026") == 1
        file = reader.client.get(f"{base}/record.yaml")
        assert "attachment" in file.headers["content-disposition"]
        assert "outlooks" in file.text
        assert "Alpha" not in file.text

    def test_documents_and_letters_of_an_application_are_kept(self, reader, base) -> None:
        page = reader.send(
            f"{base}/a/a1/papers", **{"paper-letters": "Dr. A, Dr. B", "paper-transcript": "ready"}
        )
        assert page.value("paper-letters") == "Dr. A, Dr. B"
        assert '<option value="ready" selected>' in page.html
        assert reader.send(f"{base}/a/a1/papers", 422, **{"paper-mspe": "maybe"}).errors
        assert "Update after applying" in page.words
        letter = reader.send(f"{base}/a/a1/draft/update", update="I passed Step 3 on 2 November 2026.")
        assert "Plains Clinic" in letter.all("textarea")[0].text
        assert "Noted." in reader.send(f"{base}/a/a1/draft/update/sent").words
        reader.open(f"{base}/a/a1/draft/thank_you", 404)

    def test_what_changed_in_a_week_is_read_from_the_history_too(self, reader, monkeypatch) -> None:
        text = "applicant: {type: us_img}\ntarget: {specialty: internal_medicine}\ninterviews: [{program: One}]\n"
        base = reader.send("/upload", text=text).url
        reader.send(f"{base}/interviews/paste", lines="Two, NY, community")
        monkeypatch.setitem(DAY, "today", date.today() + timedelta(days=8))
        assert "a week ago" not in reader.open(f"{base}/today").words
        first = reader.client.app.state.site.workspace.get(base.removeprefix("/s/"))
        one = replace(
            first, season=first.season.model_copy(update={"interviews": first.season.interviews[:1]})
        )
        monkeypatch.setattr("matchsafe.workspace.store.Workspace.at", lambda *_: one)
        assert (
            "You could rank 1 interview a week ago. Now you can rank 2." in reader.open(f"{base}/today").words
        )
