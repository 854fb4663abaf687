"""A deleted party leaves nothing: whatever table has a party's rows is named where they are deleted."""

from pathlib import Path

from app.db import Database, migrate
from app.records.deleted_party import KEYS, TABLES


async def test_every_table_with_a_partys_rows_is_emptied(tmp_path: Path) -> None:
    path = tmp_path / "db.sqlite3"
    migrate(path)
    database = await Database.open(path)
    async with database.reading() as connection:
        tables = await connection.fetch_all("select name from sqlite_master where type = 'table'")
        columns = {
            table["name"]: {
                row["name"]
                for row in await connection.fetch_all(
                    "select name from pragma_table_info(:table)", {"table": table["name"]}
                )
            }
            for table in tables
        }
    await database.close()
    assert {name for name, of_it in columns.items() if "party_id" in of_it} == set(TABLES)
    assert all(KEYS.get(name, "id") in columns[name] for name in TABLES)
