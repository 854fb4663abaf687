"""The record of what happened is a table to keep."""

import csv
import io

from tests.http.answers import assert_error
from tests.http.test_waiting import decide, desk, party
from tests.members import member
from tests.running import Person, Server, jpeg, person


async def table_of(someone: Person) -> list[dict[str, str]]:
    answer = await someone.http.get("/api/admin/changes.csv")
    assert answer.status_code == 200, answer.text
    assert answer.headers["Content-Type"].startswith("text/csv")
    assert "attachment" in answer.headers["Content-Disposition"]
    assert answer.content.startswith(b"\xef\xbb\xbf"), "Excel knows by it that this is UTF-8"
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


async def test_every_decision_stands_there_with_who_made_it(fresh_server: Server) -> None:
    async with (
        party(fresh_server) as host,
        person(fresh_server.url) as guest,
        member(fresh_server, "helper", "Ada, the “boss”") as helper,
    ):
        sent = await guest.send_photo(author="=cmd()", caption="One")
        await guest.send_photo(jpeg(600, 400), author="Žofie")
        await decide(helper, "refuse", (await desk(helper))["photos"][0])
        rows = await table_of(host)
        assert [row["what"] for row in rows] == ["refused", "waits", "waits", "setting"]
        refused = rows[0]
        assert (refused["who"], refused["name"], refused["photo"]) == (
            "helper",
            "Ada, the “boss”",
            sent["id"],
        )
        assert refused["photo is"] == "hidden"
        assert refused["photo by"] == "'=cmd()", "no cell is a formula"
        assert rows[1]["photo by"] == "Žofie"
        assert rows[2]["who"] == rows[1]["who"]
        assert rows[2]["who"].startswith("guest ")


async def test_of_several_hosts_the_record_says_which_and_why(fresh_server: Server) -> None:
    async with (
        party(fresh_server),
        person(fresh_server.url) as guest,
        member(fresh_server, "host", "Mia") as mia,
        member(fresh_server, "host", "Bo") as bo,
    ):
        sent = await guest.send_photo()
        await decide(mia, "refuse", *(await desk(mia))["photos"], words="Too dark")
        assert (await bo.http.post(f"/api/admin/photo/{sent['id']}/restore")).status_code == 200
        rows = await table_of(bo)
        assert [(row["what"], row["who"], row["name"], row["detail"]) for row in rows[:2]] == [
            ("restored", "host", "Bo", ""),
            ("refused", "host", "Mia", "Too dark"),
        ]
        listed = (await bo.http.get("/api/admin/changes")).json()["changes"][:2]
        assert [one["by_name"] for one in listed] == ["", "Mia"], "to Bo, Bo is “you”"


async def test_a_long_night_is_all_there(fresh_server: Server) -> None:
    async with person(fresh_server.url) as host:
        await host.sign_in()
        with fresh_server.books() as books:
            (party_id,) = books.execute("select id from parties").fetchone()
            for no in range(1, 1201):
                books.execute(
                    "insert into changes (party_id, no, kind, actor, at) values (?, ?, 'opened', 'host', '')",
                    (party_id, no),
                )
            books.execute("update parties set head = 1200")
            books.commit()
        assert [int(row["number"]) for row in await table_of(host)] == list(range(1200, 0, -1))


async def test_no_guest_reads_it_and_no_guests_id_stands_in_it(fresh_server: Server) -> None:
    async with party(fresh_server) as host, person(fresh_server.url) as guest:
        await guest.send_photo()
        (known,) = (await host.http.get("/api/admin/guests")).json()["guests"]
        await host.http.put(f"/api/admin/guests/{known['guest']}", json={"standing": "quiet"})
        assert_error(await guest.http.get("/api/admin/changes.csv"), 401, "HOST_ONLY")
        assert known["guest"] not in (await host.http.get("/api/admin/changes.csv")).text
