"""What people choose for themselves."""

import sqlalchemy as sa
from alembic import op

revision: str = "0002"
down_revision: str | None = "0001"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """Move the tables forward."""
    op.create_table(
        "personsetting",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column(
            "setting",
            sa.Enum("prompts_hidden", name="setting", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("chosen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_personsetting_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_personsetting")),
        sa.UniqueConstraint("person_id", "setting", name=op.f("uq_personsetting_person_id_setting")),
    )
    with op.batch_alter_table("personsetting", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_personsetting_person_id"), ["person_id"], unique=False)


def downgrade() -> None:
    """Move the tables back."""
    op.drop_table("personsetting")
