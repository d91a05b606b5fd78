"""The record as evidence: chains, daily seals, filings, grants, legal holds and the disposal log."""

import sqlalchemy as sa
from alembic import op
from alembic.operations import BatchOperations

revision: str = "0006"
down_revision: str | None = "0005"
branch_labels: str | None = None
depends_on: str | None = None

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
    "urgent",
    "team_post",
    "digest",
    "alarm",
)
_NEW = ("away", "disposal", "access", "handover")


def upgrade() -> None:
    """Move the tables forward; what was sent before gets its chain when the bot starts, which has the key."""
    op.create_table(
        "dayseal",
        sa.Column("sealed_on", sa.Date(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("heads", sa.Integer(), nullable=False),
        sa.Column("heads_root", sa.String(length=64), nullable=False),
        sa.Column("events", sa.Integer(), nullable=False),
        sa.Column("events_root", sa.String(length=64), nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("signed_with", sa.String(length=64), nullable=False),
        sa.Column("signature", sa.String(length=128), nullable=False),
        sa.PrimaryKeyConstraint("sealed_on", name=op.f("pk_dayseal")),
    )
    op.create_table(
        "access_grant",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("reader_id", sa.String(length=32), nullable=False),
        sa.Column("purpose", sa.String(length=40), nullable=False),
        sa.Column("child_id", sa.String(length=32), nullable=True),
        sa.Column("person_id", sa.String(length=32), nullable=True),
        sa.Column("team_id", sa.String(length=32), nullable=True),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.Column("wrapped_key", sa.LargeBinary(), nullable=False),
        sa.Column("hidden", sa.Boolean(), nullable=False),
        sa.Column("given_by", sa.String(length=32), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("approved_by", sa.String(length=32), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(["approved_by"], ["person.id"], name=op.f("fk_access_grant_approved_by_person")),
        sa.ForeignKeyConstraint(["child_id"], ["child.id"], name=op.f("fk_access_grant_child_id_child")),
        sa.ForeignKeyConstraint(["ended_by"], ["person.id"], name=op.f("fk_access_grant_ended_by_person")),
        sa.ForeignKeyConstraint(["given_by"], ["person.id"], name=op.f("fk_access_grant_given_by_person")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_access_grant_person_id_person")),
        sa.ForeignKeyConstraint(["reader_id"], ["person.id"], name=op.f("fk_access_grant_reader_id_person")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_access_grant_team_id_team")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_grant")),
        sa.CheckConstraint(
            "purpose IN ('quality_assurance', 'investigation', 'inspection', 'workforce', 'human_resources', 'break_glass')",
            name=op.f("ck_access_grant_purpose"),
        ),
    )
    with op.batch_alter_table("access_grant", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_access_grant_child_id"), ["child_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_access_grant_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_access_grant_reader_id"), ["reader_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_access_grant_team_id"), ["team_id"], unique=False)

    op.create_table(
        "readtold",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("event_id", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("told_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["auditevent.id"], name=op.f("fk_readtold_event_id_auditevent")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_readtold_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_readtold")),
        sa.UniqueConstraint("event_id", name=op.f("uq_readtold_event_id")),
    )
    with op.batch_alter_table("readtold", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_readtold_person_id"), ["person_id"], unique=False)

    op.create_table(
        "legalhold",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("child_id", sa.String(length=32), nullable=True),
        sa.Column("person_id", sa.String(length=32), nullable=True),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.Column("set_by", sa.String(length=32), nullable=True),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_by", sa.String(length=32), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(child_id IS NULL) <> (person_id IS NULL)", name=op.f("ck_legalhold_one_subject")),
        sa.ForeignKeyConstraint(["child_id"], ["child.id"], name=op.f("fk_legalhold_child_id_child")),
        sa.ForeignKeyConstraint(["ended_by"], ["person.id"], name=op.f("fk_legalhold_ended_by_person")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_legalhold_person_id_person")),
        sa.ForeignKeyConstraint(["set_by"], ["person.id"], name=op.f("fk_legalhold_set_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_legalhold")),
    )
    with op.batch_alter_table("legalhold", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_legalhold_child_id"), ["child_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_legalhold_person_id"), ["person_id"], unique=False)

    op.create_table(
        "disposal",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("kept", sa.String(length=40), nullable=False),
        sa.Column("child_id", sa.String(length=32), nullable=True),
        sa.Column("person_id", sa.String(length=32), nullable=True),
        sa.Column("record_id", sa.String(length=32), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("listed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_by", sa.String(length=32), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.CheckConstraint("(child_id IS NULL) <> (person_id IS NULL)", name=op.f("ck_disposal_one_subject")),
        sa.ForeignKeyConstraint(["child_id"], ["child.id"], name=op.f("fk_disposal_child_id_child")),
        sa.ForeignKeyConstraint(["confirmed_by"], ["person.id"], name=op.f("fk_disposal_confirmed_by_person")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_disposal_person_id_person")),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], name=op.f("fk_disposal_record_id_record")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disposal")),
        sa.CheckConstraint("kept IN ('casework_text', 'child_record', 'staff_file')", name=op.f("ck_disposal_kept")),
    )
    with op.batch_alter_table("disposal", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_disposal_child_id"), ["child_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_disposal_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_disposal_record_id"), ["record_id"], unique=False)

    op.create_table(
        "link",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("record_id", sa.String(length=32), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("row_id", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("sealed_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], name=op.f("fk_link_record_id_record")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_link")),
        sa.UniqueConstraint("record_id", "place", name=op.f("uq_link_record_id_place")),
        sa.CheckConstraint(
            "kind IN ('sent', 'act', 'left', 'filed', 'purged', 'erased')", name=op.f("ck_link_linkkind")
        ),
    )
    with op.batch_alter_table("link", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_link_at"), ["at"], unique=False)
        batch_op.create_index(batch_op.f("ix_link_record_id"), ["record_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_link_sealed_on"), ["sealed_on"], unique=False)

    with op.batch_alter_table("auditevent", schema=None) as batch_op:
        batch_op.add_column(sa.Column("sealed_on", sa.Date(), nullable=True))
        batch_op.create_index(batch_op.f("ix_auditevent_sealed_on"), ["sealed_on"], unique=False)

    op.create_table(
        "filing",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("record_id", sa.String(length=32), nullable=False),
        sa.Column("version_id", sa.String(length=32), nullable=False),
        sa.Column("place", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("filed_on", sa.Date(), nullable=False),
        sa.Column("filed_by", sa.String(length=32), nullable=False),
        sa.Column("filed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outcome_by", sa.String(length=32), nullable=True),
        sa.Column("outcome_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome_state", sa.String(length=40), nullable=True),
        sa.ForeignKeyConstraint(["filed_by"], ["person.id"], name=op.f("fk_filing_filed_by_person")),
        sa.ForeignKeyConstraint(["outcome_by"], ["person.id"], name=op.f("fk_filing_outcome_by_person")),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], name=op.f("fk_filing_record_id_record")),
        sa.ForeignKeyConstraint(["version_id"], ["version.id"], name=op.f("fk_filing_version_id_version")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_filing")),
        sa.UniqueConstraint("version_id", name=op.f("uq_filing_version_id")),
        sa.CheckConstraint("place IN ('mosaic', 'staff_file')", name=op.f("ck_filing_filed")),
        sa.CheckConstraint(
            "state IN ('draft', 'awaiting', 'change_asked', 'complete', 'not_agreed', 'no_answer_left', 'discarded')",
            name=op.f("ck_filing_recordstate"),
        ),
        sa.CheckConstraint(
            "outcome_state IN "
            "('draft', 'awaiting', 'change_asked', 'complete', 'not_agreed', 'no_answer_left', 'discarded')",
            name=op.f("ck_filing_outcome"),
        ),
    )
    with op.batch_alter_table("filing", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_filing_record_id"), ["record_id"], unique=False)

    op.create_table(
        "postedfile",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("record_id", sa.String(length=32), nullable=False),
        sa.Column("version_id", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("delete_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("file_id", sa.String(length=40), nullable=True),
        sa.Column("posted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lease_owner", sa.String(length=40), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_postedfile_person_id_person")),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], name=op.f("fk_postedfile_record_id_record")),
        sa.ForeignKeyConstraint(["version_id"], ["version.id"], name=op.f("fk_postedfile_version_id_version")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_postedfile")),
        sa.CheckConstraint("state IN ('asked', 'posted', 'deleted', 'refused')", name=op.f("ck_postedfile_filestate")),
    )
    with op.batch_alter_table("postedfile", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_postedfile_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_postedfile_record_id"), ["record_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_postedfile_state"), ["state"], unique=False)

    with op.batch_alter_table("act", schema=None) as batch_op:
        batch_op.add_column(sa.Column("nonce", sa.LargeBinary(), nullable=True))
        batch_op.add_column(sa.Column("mac", sa.String(length=64), nullable=False, server_default=sa.text("''")))

    with op.batch_alter_table("record", schema=None) as batch_op:
        batch_op.add_column(sa.Column("links", sa.Integer(), nullable=False, server_default=sa.text("0")))
        batch_op.add_column(sa.Column("head", sa.String(length=64), nullable=False, server_default=sa.text("''")))
        batch_op.add_column(sa.Column("purged_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table("version", schema=None) as batch_op:
        batch_op.add_column(sa.Column("nonce", sa.LargeBinary(), nullable=True))
        batch_op.add_column(sa.Column("facts", sa.JSON(), nullable=False, server_default=sa.text("'{}'")))
        batch_op.add_column(sa.Column("mac", sa.String(length=64), nullable=False, server_default=sa.text("''")))
        batch_op.add_column(sa.Column("hash", sa.String(length=64), nullable=False, server_default=sa.text("''")))
        batch_op.alter_column("document", existing_type=sa.LargeBinary(), nullable=True)
    with op.batch_alter_table("act", schema=None) as batch_op:
        batch_op.alter_column("mac", existing_type=sa.String(length=64), server_default=None)
    with op.batch_alter_table("record", schema=None) as batch_op:
        batch_op.alter_column("links", existing_type=sa.Integer(), server_default=None)
        batch_op.alter_column("head", existing_type=sa.String(length=64), server_default=None)
    with op.batch_alter_table("version", schema=None) as batch_op:
        batch_op.alter_column("facts", existing_type=sa.JSON(), server_default=None)
        batch_op.alter_column("mac", existing_type=sa.String(length=64), server_default=None)
        batch_op.alter_column("hash", existing_type=sa.String(length=64), server_default=None)
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        _allow(batch_op, (*_MESSAGES, *_NEW))


def downgrade() -> None:
    """Move the tables back, where nothing was sent, filed, let go or granted since: the proof of it would be lost."""
    _refuse_what_was_written_since()
    _forget_what_came_since()
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        _allow(batch_op, _MESSAGES)
    with op.batch_alter_table("readtold", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_readtold_person_id"))

    op.drop_table("readtold")

    with op.batch_alter_table("version", schema=None) as batch_op:
        batch_op.alter_column("document", existing_type=sa.LargeBinary(), nullable=False)
        batch_op.drop_column("hash")
        batch_op.drop_column("mac")
        batch_op.drop_column("facts")
        batch_op.drop_column("nonce")

    with op.batch_alter_table("record", schema=None) as batch_op:
        batch_op.drop_column("erased_at")
        batch_op.drop_column("purged_at")
        batch_op.drop_column("head")
        batch_op.drop_column("links")

    with op.batch_alter_table("act", schema=None) as batch_op:
        batch_op.drop_column("mac")
        batch_op.drop_column("nonce")

    with op.batch_alter_table("postedfile", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_postedfile_state"))
        batch_op.drop_index(batch_op.f("ix_postedfile_record_id"))
        batch_op.drop_index(batch_op.f("ix_postedfile_person_id"))

    op.drop_table("postedfile")
    with op.batch_alter_table("filing", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_filing_record_id"))

    op.drop_table("filing")
    with op.batch_alter_table("auditevent", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_auditevent_sealed_on"))
        batch_op.drop_column("sealed_on")

    with op.batch_alter_table("link", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_link_sealed_on"))
        batch_op.drop_index(batch_op.f("ix_link_record_id"))
        batch_op.drop_index(batch_op.f("ix_link_at"))

    op.drop_table("link")
    with op.batch_alter_table("disposal", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_disposal_record_id"))
        batch_op.drop_index(batch_op.f("ix_disposal_person_id"))
        batch_op.drop_index(batch_op.f("ix_disposal_child_id"))

    op.drop_table("disposal")
    with op.batch_alter_table("legalhold", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_legalhold_person_id"))
        batch_op.drop_index(batch_op.f("ix_legalhold_child_id"))

    op.drop_table("legalhold")
    with op.batch_alter_table("access_grant", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_access_grant_team_id"))
        batch_op.drop_index(batch_op.f("ix_access_grant_reader_id"))
        batch_op.drop_index(batch_op.f("ix_access_grant_person_id"))
        batch_op.drop_index(batch_op.f("ix_access_grant_child_id"))

    op.drop_table("access_grant")
    op.drop_table("dayseal")


def _refuse_what_was_written_since() -> None:
    """Stop before anything is changed."""
    for table in ("link", "dayseal", "filing", "access_grant", "legalhold", "disposal", "postedfile"):
        if op.get_bind().execute(sa.text(f"SELECT 1 FROM {table} LIMIT 1")).first() is not None:  # noqa: S608 -- fixed
            message = (
                "Since then records were sent, filed, let go or opened to others: this database cannot go back to "
                "before that without losing the proof of it."
            )
            raise RuntimeError(message)


def _forget_what_came_since() -> None:
    """Delete the messages an older version cannot render; nothing of a record hangs on them."""
    kinds = ", ".join(repr(kind) for kind in _NEW)
    op.execute(f"DELETE FROM outbox WHERE kind IN ({kinds}) AND target_id IS NOT NULL")  # noqa: S608 -- fixed words
    op.execute(f"DELETE FROM outbox WHERE kind IN ({kinds})")  # noqa: S608 -- fixed words


def _allow(batch_op: BatchOperations, words: tuple[str, ...]) -> None:
    """Say anew which kinds of message there are."""
    name = batch_op.f("ck_outbox_messagekind")
    batch_op.drop_constraint(name, type_="check")
    batch_op.create_check_constraint(name, f"kind IN ({', '.join(repr(word) for word in words)})")
