"""Photo tasks: written by hosts, picked when a photo is sent, found; a game only where the host wants one."""

from typing import Any

from tests.http.answers import assert_error
from tests.http.test_screens import says
from tests.http.test_slides import added
from tests.http.test_waiting import party, switch, until
from tests.members import member
from tests.running import Person, Server, jpeg, person


async def add(host: Person, text: str) -> dict[str, Any]:
    answer = await host.http.post("/api/admin/tasks", json={"text": text})
    assert answer.status_code == 200, answer.text
    tasks: list[dict[str, Any]] = answer.json()["tasks"]
    return tasks[-1]


async def tasks_of(someone: Person) -> list[tuple[str, bool, int | None]]:
    told = (await someone.http.get("/api/tasks")).json()["tasks"]
    return [(task["text"], task["open"], task["photos"]) for task in told]


async def test_a_guest_sends_a_photo_for_a_task_and_everybody_finds_it(fresh_server: Server) -> None:
    async with party(fresh_server, "at_once") as host, person(fresh_server.url) as guest:
        assert "/tasks" not in (await guest.http.get("/")).text
        cake, table = await add(host, "The cake"), await add(host, 'Your "table" with its oldest guest')
        for page in ("/", "/album"):
            assert "/tasks" in (await guest.http.get(page)).text
        for page in ("/upload", "/tasks"):
            assert table["id"] in (await guest.http.get(page)).text
        sent = await guest.send_photo(author="Mia", task=table["id"])
        assert sent["task"] == table["id"]
        assert await tasks_of(guest) == [("The cake", True, 0), (table["text"], True, 1)]

        async def count(query: str) -> int:
            return int((await guest.http.get("/api/search", params={"q": query})).json()["count"])

        async def is_found() -> bool:
            return await count('task:"your table with its oldest guest"') == 1

        await until(is_found)
        assert [await count(query) for query in ("aufgabe:oldest", "task:cake", "oldest")] == [1, 0, 0]
        # A task that is over, or never was, refuses no photo.
        assert (await host.http.delete(f"/api/admin/tasks/{cake['id']}")).status_code == 200
        for task in (cake["id"], "0" * 32, "x"):
            other = await guest.send_photo(jpeg(), task=task)
            assert other["task"] == ""


async def test_a_task_with_photos_is_closed_and_one_without_is_gone(fresh_server: Server) -> None:
    async with party(fresh_server, "at_once") as host, person(fresh_server.url) as guest:
        empty, used = await add(host, "Shoes"), await add(host, "A toast")
        assert (await add(host, "a TOAST"))["id"] == used["id"]
        await guest.send_photo(task=used["id"])
        for task in (empty, used):
            await host.http.delete(f"/api/admin/tasks/{task['id']}")
        assert await tasks_of(guest) == [("A toast", False, 1)]
        page = (await guest.http.get("/tasks")).text
        assert "A toast" in page
        assert f"task={used['id']}" not in page
        assert_error(await host.http.delete(f"/api/admin/tasks/{used['id']}"), 404, "NOT_FOUND")


async def test_starter_sets_come_in_the_language_of_the_page(fresh_server: Server) -> None:
    async with party(fresh_server, "at_once") as host:
        german = {"Accept-Language": "de"}
        for _ in range(2):
            answer = await host.http.post("/admin/tasks", data={"set": "wedding"}, headers=german)
            assert answer.status_code == 303
        texts = [text for text, _, _ in await tasks_of(host)]
        assert "Euer Tisch mit seinem ältesten Gast" in texts
        assert len(texts) == len(set(texts)) == 8


async def test_who_solved_how_many_is_shown_only_where_the_host_wants_a_game(fresh_server: Server) -> None:
    async with party(fresh_server, "at_once") as host, person(fresh_server.url) as guest:
        task = await add(host, "A toast")
        await guest.send_photo(author="Mia Sunflower", task=task["id"])
        assert "Mia Sunflower" not in (await guest.http.get("/tasks")).text
        await switch(host, task_game=True)
        assert "Mia Sunflower" in (await guest.http.get("/tasks")).text
        await switch(host, gallery_for="members")
        assert "Mia Sunflower" not in (await guest.http.get("/tasks")).text
        assert await tasks_of(guest) == [("A toast", True, None)]


async def test_tasks_are_the_hosts_to_write_and_have_bounds(fresh_server: Server) -> None:
    async with party(fresh_server, "at_once") as host, member(fresh_server, "helper") as helper:
        assert_error(await helper.http.post("/api/admin/tasks", json={"text": "x"}), 403, "NOT_YOUR_ROLE")
        for wrong in ({}, {"text": " "}, {"text": "x" * 121}, {"text": 7}):
            assert_error(await host.http.post("/api/admin/tasks", json=wrong), 400, "BAD_REQUEST")
        for number in range(60):
            await add(host, f"Number {number}")
        answer = await host.http.post("/api/admin/tasks", json={"text": "One more"})
        assert_error(answer, 409, "TOO_MANY_TASKS")


async def test_a_slide_asks_for_a_task_that_nobody_has_solved(fresh_server: Server) -> None:
    async with (
        party(fresh_server, "at_once") as host,
        person(fresh_server.url) as guest,
        person(fresh_server.url) as wall,
    ):
        cake, toast = await add(host, "The cake"), await add(host, "A toast")
        await added(host, kind="task", title="", words="")
        assert (await says(wall))["numbers"]["task"] in ("The cake", "A toast")
        await guest.send_photo(task=cake["id"])

        async def is_toast() -> bool:
            return bool((await says(wall))["numbers"]["task"] == "A toast")

        await until(is_toast)
        await host.http.delete(f"/api/admin/tasks/{toast['id']}")

        async def is_none() -> bool:
            return bool((await says(wall))["numbers"]["task"] == "")

        await until(is_none)
