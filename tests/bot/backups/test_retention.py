"""What retention lets go of is gone again after a restore, as retention leaves it."""

from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from sqlalchemy import update
from sqlmodel import col

from bot.backups.restoring import Sources, restore_backup
from bot.backups.writing import Files, write_backup
from models.database import Database, build_engine
from models.sealing import Keyring
from models.tables import Person
from models.values.call import LONDON
from models.vocabulary import World
from models.workflow.parts import Parts
from models.workflow.retention import disposing, purging
from tests.bot.backups.test_let_go import told
from tests.conftest import START
from tests.support import letting_go
from tests.support.chained import check_chains
from tests.support.council import call_of, make_team
from tests.support.keyed import OLD
from tests.support.opened import open_everything, rows_of_all
from tests.support.personal import PERSON, begin_personal, on_made_up_forms, write_all

LEFT, DUE = date(2026, 6, 30), date(2032, 6, 30)


def on(day: date) -> datetime:
    return datetime.combine(day, time(3), LONDON)


async def fill(parts: Parts, tmp_path: Path) -> tuple[Parts, str]:
    """Let Sam have a personal record and one about a child, both agreed and filed, and leave."""
    (child,) = await make_team(parts, START, last_discussed={"AB": 60})
    await letting_go.make_keeper(parts)
    made_up = on_made_up_forms(parts, tmp_path)
    meeting = await begin_personal(made_up, START, in_depth=(child,))
    for subject, words in ((PERSON, "about me"), (child, "about Ella")):
        await write_all(meeting, subject, words)
    await meeting.send()
    await letting_go.agree_all(made_up, START)
    await letting_go.file_everything(made_up, START)
    async with parts.database.write(None, START) as session:
        await session.exec(update(Person).where(col(Person.id) == "sam").values(left_on=LEFT))
    return made_up, child


async def let_go(parts: Parts, child: str) -> None:
    """Close the child, let a night pass, and dispose of the leaver's file."""
    await letting_go.close_child(parts, child, LEFT)
    assert (await purging.purge(parts, on(LEFT + timedelta(days=30)))).records == 1
    assert await disposing.list_due(parts, on(DUE)) == 1
    keeper = call_of("ada", on(DUE))
    (line,) = (await disposing.open_disposals(parts, keeper)).lines
    assert await disposing.confirm(parts, keeper, ids=[line.id]) == 1
    assert await disposing.dispose(parts, on(DUE)) == 1


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_purged_record_and_a_leavers_file_stay_gone(parts: Parts, database_url: str, tmp_path: Path) -> None:
    made_up, child = await fill(parts, tmp_path)
    first = Files(tmp_path / "first", tmp_path / "first.keys")
    await write_backup(database_url, first, START)
    await let_go(made_up, child)
    gone = tmp_path / "gone"
    await write_backup(database_url, Files(disposals=gone), on(DUE))

    url = f"sqlite:///{tmp_path / 'restored.db'}"
    sources = Sources(tmp_path / "first", tmp_path / "first.keys", gone)
    await restore_backup(url, sources, Keyring(OLD), World.SANDBOX, on(DUE))

    restored = Database(build_engine(url, patience=1.5))
    now, then = await told(restored), await told(parts.database)
    for left in (now, then):  # that the child closed is told by the next import
        left["child"] = [row | {"closed_on": None} for row in left["child"]]
        left["preparation"] = [row["text"] for row in left["preparation"]]
        left["disposal"] = [row for row in left["disposal"] if row["done_at"]]
    assert now == then
    assert await open_everything(restored, Keyring(OLD)) == await open_everything(parts.database, Keyring(OLD))
    check_chains(await rows_of_all(restored))
    await restored.close()
