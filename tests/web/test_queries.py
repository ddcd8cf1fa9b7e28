"""A page asks the database as often for fifty interviews as for one."""

from __future__ import annotations

import sqlalchemy as sa

PAGES = ("", "/interviews", "/check", "/sources", "/history", "/season.json", "/season", "/today", "/timeline", "/rank",
         "/plan/couple", "/rank/couple", "/people")  # fmt: skip


def test_the_number_of_queries_of_a_page_does_not_grow_with_the_rows(reader):
    def season(number: int) -> str:
        interviews = ", ".join(f"{{program: Hospital {n}}}" for n in range(number))
        text = f"applicant: {{type: us_img}}\ntarget: {{specialty: neurology}}\ninterviews: [{interviews}]\n"
        return reader.send("/upload", text=text).url.split("/")[2]

    engine = reader.client.app.state.workspace._engine
    asked: list[str] = []

    def listen(*told: object) -> None:
        asked.append(str(told[2]))

    def queries(path: str) -> int:
        asked.clear()
        assert reader.client.get(path).status_code == 200
        return sum(not statement.startswith("BEGIN") for statement in asked)

    sa.event.listen(engine, "before_cursor_execute", listen)
    try:
        small = season(1)
        few = [queries(f"/s/{small}{page}") for page in PAGES] + [queries("/seasons")]
        read = sum(" season, " in statement or ".season, " in statement for statement in asked)
        large = season(50)
        for _ in range(5):
            season(2)
        many = [queries(f"/s/{large}{page}") for page in PAGES] + [queries("/seasons")]
    finally:
        sa.event.remove(engine, "before_cursor_execute", listen)
    assert many == few
    assert read == 0, "a list of seasons reads none of them"
    assert max(few) <= 6
