"""A personal part of a meeting: the person on the agenda, and what personal records hand on."""

import sqlalchemy as sa
from alembic import op

revision: str = "0003"
down_revision: str | None = "0002"
branch_labels: str | None = None
depends_on: str | None = None

_ONE_SUBJECT = "(child_id IS NULL) <> (person_id IS NULL)"


def upgrade() -> None:
    """Move the tables forward."""
    for table in ("agendaitem", "carriedanswer"):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.alter_column("child_id", existing_type=sa.String(length=32), nullable=True)
            batch_op.add_column(sa.Column("person_id", sa.String(length=32), nullable=True))
            batch_op.create_foreign_key(batch_op.f(f"fk_{table}_person_id_person"), "person", ["person_id"], ["id"])
            batch_op.create_check_constraint(batch_op.f(f"ck_{table}_one_subject"), _ONE_SUBJECT)
            batch_op.create_index(batch_op.f(f"ix_{table}_person_id"), ["person_id"], unique=False)
    with op.batch_alter_table("agendaitem", schema=None) as batch_op:
        batch_op.create_unique_constraint(
            batch_op.f("uq_agendaitem_supervision_id_person_id"), ["supervision_id", "person_id"]
        )
    op.create_index(
        "uq_record_supervision_id_person_id_kind", "record", ["supervision_id", "person_id", "kind"], unique=True
    )


def downgrade() -> None:
    """Move the tables back; what is about a person cannot stand in them and goes."""
    op.drop_index("uq_record_supervision_id_person_id_kind", table_name="record")
    with op.batch_alter_table("agendaitem", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_agendaitem_supervision_id_person_id"), type_="unique")
    for table in ("agendaitem", "carriedanswer"):
        op.execute(sa.text(f"DELETE FROM {table} WHERE child_id IS NULL"))  # noqa: S608 -- two fixed names
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_index(batch_op.f(f"ix_{table}_person_id"))
            batch_op.drop_constraint(batch_op.f(f"ck_{table}_one_subject"), type_="check")
            batch_op.drop_constraint(batch_op.f(f"fk_{table}_person_id_person"), type_="foreignkey")
            batch_op.drop_column("person_id")
            batch_op.alter_column("child_id", existing_type=sa.String(length=32), nullable=False)
