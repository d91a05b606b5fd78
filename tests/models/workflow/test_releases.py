"""A form is kept at first use, and an old record reads as it was asked."""

from datetime import timedelta

import pytest
from sqlmodel import select

from models.content import ContentError, check_releases
from models.tables import FormRelease
from models.values.errors import Missing
from models.workflow.parts import Parts
from models.workflow.releases import read_released_form, read_releases, release_form
from tests.conftest import START

pytestmark = pytest.mark.by_turns


async def test_a_form_is_released_once_at_its_first_use(parts: Parts) -> None:
    form = parts.library.form("mosaic-casework", 1)
    for day in range(2):
        async with parts.database.write(None, START) as session:
            await release_form(session, form, START + timedelta(days=day))
    async with parts.read() as session:
        (release,) = (await session.exec(select(FormRelease))).all()
        assert release.released_at == START
        assert await read_released_form(session, "mosaic-casework", 1) == form


async def test_what_was_released_is_what_the_check_at_start_up_compares(parts: Parts) -> None:
    form = parts.library.form("mosaic-brief", 1)
    async with parts.database.write(None, START) as session:
        await release_form(session, form, START)
    async with parts.read() as session:
        released = await read_releases(session)
    assert released == {form.key: form.hash}
    check_releases(parts.library, released)


async def test_another_form_under_a_released_number_is_refused(parts: Parts) -> None:
    form = parts.library.form("mosaic-brief", 1)
    async with parts.database.write(None, START) as session:
        await release_form(session, form, START)
    with pytest.raises(ContentError, match="mosaic-brief is in use with other questions"):
        async with parts.database.write(None, START) as session:
            await release_form(session, form.model_copy(update={"title": "Another title"}), START)
    async with parts.read() as session:
        assert await read_released_form(session, *form.key) == form


async def test_a_form_never_released_is_missing(parts: Parts) -> None:
    async with parts.read() as session:
        with pytest.raises(Missing):
            await read_released_form(session, "mosaic-brief", 1)
