"""Form releases: a form as it stood when a record first answered it, kept for good."""

from datetime import datetime

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from models.content import ContentError, FormKey
from models.database import insert_or_ignore
from models.forms import Form
from models.tables import FormRelease
from models.values.errors import Missing

__all__ = ["read_released_form", "read_releases", "release_form"]


async def release_form(session: AsyncSession, form: Form, now: datetime) -> None:
    """Keep the form in the transaction of the record that first answers it; later calls change nothing.

    Raises
    ------
    ContentError
        When another process released a different form under the same id and number.
    """
    inserted = await insert_or_ignore(
        session,
        FormRelease,
        form_id=form.id,
        number=form.number,
        hash=form.hash,
        body=form.canonical(),
        released_at=now,
    )
    if inserted:
        return
    statement = select(FormRelease.hash).where(FormRelease.form_id == form.id, FormRelease.number == form.number)
    if (await session.exec(statement)).one() != form.hash:
        raise ContentError(f"The form {form.id} is in use with other questions under the number {form.number}.")


async def read_released_form(session: AsyncSession, form_id: str, number: int) -> Form:
    """Return the form as it was first used, whatever became of its file.

    Raises
    ------
    Missing
        When it was never released.
    """
    release = await session.get(FormRelease, (form_id, number))
    if release is None:
        raise Missing
    return Form.read(release.body)


async def read_releases(session: AsyncSession) -> dict[FormKey, str]:
    """Return the hash of every released form, for the check at start-up."""
    rows = await session.exec(select(FormRelease.form_id, FormRelease.number, FormRelease.hash))
    return {(form_id, number): digest for form_id, number, digest in rows}
