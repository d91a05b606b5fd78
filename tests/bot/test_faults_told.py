"""An error nobody foresaw is told by its kind and place, and never by its words, which quote what was being written."""

import asyncio
import sys

import pytest
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from bot import __main__ as command_line
from handlers.failures import describe
from models.tables import Person
from models.workflow.parts import Parts
from tests.bot.test_logs import our_logs
from tests.conftest import START

SECRET = "Mum said Kai hides under the bed"


async def fail() -> None:
    raise ValueError(SECRET)


def test_a_fault_of_a_command_is_one_line_without_its_words(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("bot.commands.states.states", fail)
    monkeypatch.setattr(sys, "argv", ["bot", "states"])
    with pytest.raises(SystemExit) as ended:
        command_line.main()
    (line,) = capsys.readouterr().err.splitlines()
    assert ended.value.code == 3
    assert "ValueError; test_faults_told.py" in line
    assert SECRET not in line


def person(number: str) -> Person:
    return Person(id=number * 32, staff_number=number, name=SECRET, email=SECRET, wrapped_key=b"")


async def test_what_a_database_says_of_a_row_it_refuses_reaches_no_log(
    parts: Parts, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(IntegrityError) as refused:
        async with parts.database.write(None, START) as session:
            session.add(person("1"))
            session.add(person("2"))
    error = refused.value
    assert SECRET not in str(describe(error))
    with our_logs():
        loop = asyncio.get_running_loop()
        loop.call_exception_handler({"message": "Task exception was never retrieved", "exception": error})
        task = loop.create_task(lose(error))
        await asyncio.wait([task])
        del task
    written = capsys.readouterr().err
    assert "IntegrityError" in written
    assert SECRET not in written


async def lose(error: Exception) -> None:
    raise error


def test_both_engines_hide_what_they_are_given(parts: Parts) -> None:
    engine: AsyncEngine = parts.database.engine
    assert engine.sync_engine.hide_parameters
