"""Other ways to meet: groups, notes and agreements, and records somebody only reads."""

import sqlalchemy as sa
from alembic import op
from alembic.operations import BatchOperations

revision: str = "0004"
down_revision: str | None = "0003"
branch_labels: str | None = None
depends_on: str | None = None

_KINDS = ("casework", "brief", "personal", "note", "contract")
_MESSAGES = (
    "card",
    "request",
    "record_text",
    "change_asked",
    "not_agreed",
    "comments",
    "tick_too_early",
    "tick_too_late",
    "unsent",
)
_SUPERVISEE = "SELECT person_id FROM attendance WHERE attendance.supervision_id = agendaitem.supervision_id"


def upgrade() -> None:
    """Move the tables forward."""
    with op.batch_alter_table("supervision", schema=None) as batch_op:
        batch_op.add_column(sa.Column("outside", sa.LargeBinary(), nullable=True))
        batch_op.add_column(sa.Column("wrapped_key", sa.LargeBinary(), nullable=True))
        batch_op.add_column(sa.Column("urgent_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("attendance", schema=None) as batch_op:
        batch_op.add_column(sa.Column("spoke_at", sa.DateTime(timezone=True), nullable=True))
        _allow(batch_op, "attendance", "part", "part", ("supervisor", "supervisee", "attendee"))
    with op.batch_alter_table("request", schema=None) as batch_op:
        batch_op.add_column(sa.Column("to_agree", sa.Boolean(), nullable=False, server_default=sa.true()))
        batch_op.add_column(sa.Column("comments_until", sa.Date(), nullable=True))
    with op.batch_alter_table("request", schema=None) as batch_op:
        batch_op.alter_column("to_agree", existing_type=sa.Boolean(), server_default=None)
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        _allow(batch_op, "outbox", "kind", "messagekind", (*_MESSAGES, "urgent"))
    with op.batch_alter_table("agendaitem", schema=None) as batch_op:
        batch_op.add_column(sa.Column("kind", sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column("worker_id", sa.String(length=32), nullable=True))
    op.execute(
        "UPDATE agendaitem SET kind = CASE WHEN person_id IS NOT NULL THEN 'personal'"
        " WHEN depth = 'in_depth' THEN 'casework' ELSE 'brief' END"
    )
    op.execute(f"UPDATE agendaitem SET worker_id = ({_SUPERVISEE} AND part = 'supervisee')")  # noqa: S608 -- fixed words
    with op.batch_alter_table("agendaitem", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_agendaitem_depth"), type_="check")
        batch_op.drop_column("depth")
        batch_op.alter_column("kind", existing_type=sa.String(length=40), nullable=False)
        batch_op.alter_column("worker_id", existing_type=sa.String(length=32), nullable=False)
        batch_op.create_check_constraint(batch_op.f("ck_agendaitem_recordkind"), _one_of("kind", _KINDS))
        batch_op.create_foreign_key(batch_op.f("fk_agendaitem_worker_id_person"), "person", ["worker_id"], ["id"])
        batch_op.create_index(batch_op.f("ix_agendaitem_worker_id"), ["worker_id"], unique=False)


def downgrade() -> None:
    """Move the tables back, where no group, note or agreement was held yet: they cannot stand in them."""
    _refuse_what_came_since()
    with op.batch_alter_table("agendaitem", schema=None) as batch_op:
        batch_op.add_column(sa.Column("depth", sa.String(length=40), nullable=True))
    op.execute("UPDATE agendaitem SET depth = CASE WHEN kind = 'brief' THEN 'brief' ELSE 'in_depth' END")
    with op.batch_alter_table("agendaitem", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_agendaitem_worker_id"))
        batch_op.drop_constraint(batch_op.f("fk_agendaitem_worker_id_person"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("ck_agendaitem_recordkind"), type_="check")
        batch_op.drop_column("worker_id")
        batch_op.drop_column("kind")
        batch_op.alter_column("depth", existing_type=sa.String(length=40), nullable=False)
        batch_op.create_check_constraint(batch_op.f("ck_agendaitem_depth"), _one_of("depth", ("in_depth", "brief")))
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        _allow(batch_op, "outbox", "kind", "messagekind", _MESSAGES)
    with op.batch_alter_table("request", schema=None) as batch_op:
        batch_op.drop_column("comments_until")
        batch_op.drop_column("to_agree")
    with op.batch_alter_table("attendance", schema=None) as batch_op:
        _allow(batch_op, "attendance", "part", "part", ("supervisor", "supervisee"))
        batch_op.drop_column("spoke_at")
    with op.batch_alter_table("supervision", schema=None) as batch_op:
        batch_op.drop_column("urgent_at")
        batch_op.drop_column("wrapped_key")
        batch_op.drop_column("outside")


def _refuse_what_came_since() -> None:
    """Stop before anything is changed: what came since would turn into something else."""
    for what in (
        "SELECT 1 FROM agendaitem WHERE kind IN ('note', 'contract')",
        "SELECT 1 FROM attendance WHERE part = 'attendee'",
        "SELECT 1 FROM outbox WHERE kind = 'urgent'",
    ):
        if op.get_bind().execute(sa.text(what)).first() is not None:
            message = "Groups, notes or agreements were held since: this database cannot go back to before them."
            raise RuntimeError(message)


def _allow(batch_op: BatchOperations, table: str, column: str, word: str, words: tuple[str, ...]) -> None:
    """Say anew which words a column may hold."""
    name = batch_op.f(f"ck_{table}_{word}")
    batch_op.drop_constraint(name, type_="check")
    batch_op.create_check_constraint(name, _one_of(column, words))


def _one_of(column: str, words: tuple[str, ...]) -> str:
    return f"{column} IN ({', '.join(repr(word) for word in words)})"
