"""Clocks and nudges: exceptions, what was done elsewhere, who is away, what was told and what is planned."""

import sqlalchemy as sa
from alembic import op
from alembic.operations import BatchOperations

revision: str = "0005"
down_revision: str | None = "0004"
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
)
_NEW = ("team_post", "digest", "alarm")


def upgrade() -> None:
    """Move the tables forward."""
    op.create_table(
        "channelmember",
        sa.Column("channel_id", sa.String(length=40), nullable=False),
        sa.Column("slack_id", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("channel_id", "slack_id", name=op.f("pk_channelmember")),
    )
    op.create_table(
        "heartbeat",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("real_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("claimed_until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_heartbeat")),
    )
    op.create_table(
        "teamchannel",
        sa.Column("channel_id", sa.String(length=40), nullable=False),
        sa.Column("private", sa.Boolean(), nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.Column("archived", sa.Boolean(), nullable=False),
        sa.Column("bot_is_in", sa.Boolean(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("channel_id", name=op.f("pk_teamchannel")),
    )
    op.create_table(
        "booking",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("supervisor_id", sa.String(length=32), nullable=False),
        sa.Column("supervisee_id", sa.String(length=32), nullable=False),
        sa.Column("booked_on", sa.Date(), nullable=False),
        sa.Column("set_by", sa.String(length=32), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["set_by"], ["person.id"], name=op.f("fk_booking_set_by_person")),
        sa.ForeignKeyConstraint(["supervisee_id"], ["person.id"], name=op.f("fk_booking_supervisee_id_person")),
        sa.ForeignKeyConstraint(["supervisor_id"], ["person.id"], name=op.f("fk_booking_supervisor_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_booking")),
    )
    with op.batch_alter_table("booking", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_booking_supervisee_id"), ["supervisee_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_booking_supervisor_id"), ["supervisor_id"], unique=False)

    op.create_table(
        "clockdone",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column(
            "clock",
            sa.Enum(
                "child",
                "open_child",
                "person",
                "write_up",
                "filing",
                "copy",
                "agreement",
                "action",
                "contract",
                "asye_review",
                "mentoring",
                "observation",
                "file_audit",
                "monthly_audit",
                "sample_audit",
                "leaver_file",
                name="clockkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("child_id", sa.String(length=32), nullable=True),
        sa.Column("person_id", sa.String(length=32), nullable=True),
        sa.Column("done_on", sa.Date(), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.Column("recorded_by", sa.String(length=32), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(child_id IS NULL) <> (person_id IS NULL)", name=op.f("ck_clockdone_one_subject")),
        sa.ForeignKeyConstraint(["child_id"], ["child.id"], name=op.f("fk_clockdone_child_id_child")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_clockdone_person_id_person")),
        sa.ForeignKeyConstraint(["recorded_by"], ["person.id"], name=op.f("fk_clockdone_recorded_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clockdone")),
    )
    with op.batch_alter_table("clockdone", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_clockdone_child_id"), ["child_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_clockdone_person_id"), ["person_id"], unique=False)

    op.create_table(
        "leave",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("cover_id", sa.String(length=32), nullable=True),
        sa.Column("set_by", sa.String(length=32), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["cover_id"], ["person.id"], name=op.f("fk_leave_cover_id_person")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_leave_person_id_person")),
        sa.ForeignKeyConstraint(["set_by"], ["person.id"], name=op.f("fk_leave_set_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leave")),
    )
    with op.batch_alter_table("leave", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_leave_cover_id"), ["cover_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_leave_person_id"), ["person_id"], unique=False)

    op.create_table(
        "nudge",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column(
            "clock",
            sa.Enum(
                "child",
                "open_child",
                "person",
                "write_up",
                "filing",
                "copy",
                "agreement",
                "action",
                "contract",
                "asye_review",
                "mentoring",
                "observation",
                "file_audit",
                "monthly_audit",
                "sample_audit",
                "leaver_file",
                name="clockkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("subject_id", sa.String(length=32), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column(
            "stage",
            sa.Enum(
                "coming_due",
                "due",
                "overdue",
                "breach",
                "escalated",
                name="nudgestage",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("audience_id", sa.String(length=32), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "planned", "told", "withdrawn", name="nudgestate", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("planned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["audience_id"], ["person.id"], name=op.f("fk_nudge_audience_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_nudge")),
        sa.UniqueConstraint("key", name=op.f("uq_nudge_key")),
    )
    with op.batch_alter_table("nudge", schema=None) as batch_op:
        batch_op.create_index("ix_nudge_audience", ["audience_id", "state"], unique=False)
        batch_op.create_index(batch_op.f("ix_nudge_subject_id"), ["subject_id"], unique=False)

    op.create_table(
        "nudgechoice",
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column(
            "rhythm",
            sa.Enum("daily", "weekly", "quiet", name="rhythm", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("minute", sa.Integer(), nullable=True),
        sa.Column("chosen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_nudgechoice_person_id_person")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_nudgechoice")),
    )
    op.create_table(
        "preparation",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("subject_id", sa.String(length=32), nullable=False),
        sa.Column("child_id", sa.String(length=32), nullable=True),
        sa.Column("question", sa.String(length=120), nullable=False),
        sa.Column("in_depth", sa.Boolean(), nullable=False),
        sa.Column(
            "reason",
            sa.Enum(
                "high_risk",
                "significant_point",
                "step_up_or_down",
                "repeat_concern",
                "inactivity",
                "going_well",
                name="agendareason",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("text", sa.LargeBinary(), nullable=True),
        sa.Column("prepared_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["child_id"], ["child.id"], name=op.f("fk_preparation_child_id_child")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_preparation_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_preparation")),
    )
    with op.batch_alter_table("preparation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_preparation_child_id"), ["child_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_preparation_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_preparation_subject_id"), ["subject_id"], unique=False)
        batch_op.create_index(
            "uq_preparation_present",
            ["person_id", "subject_id", "question"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )

    op.create_table(
        "snooze",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column(
            "clock",
            sa.Enum(
                "child",
                "open_child",
                "person",
                "write_up",
                "filing",
                "copy",
                "agreement",
                "action",
                "contract",
                "asye_review",
                "mentoring",
                "observation",
                "file_audit",
                "monthly_audit",
                "sample_audit",
                "leaver_file",
                name="clockkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("child_id", sa.String(length=32), nullable=True),
        sa.Column("person_id", sa.String(length=32), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.Column("set_by", sa.String(length=32), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(child_id IS NULL) <> (person_id IS NULL)", name=op.f("ck_snooze_one_subject")),
        sa.ForeignKeyConstraint(["child_id"], ["child.id"], name=op.f("fk_snooze_child_id_child")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_snooze_person_id_person")),
        sa.ForeignKeyConstraint(["set_by"], ["person.id"], name=op.f("fk_snooze_set_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_snooze")),
    )
    with op.batch_alter_table("snooze", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_snooze_child_id"), ["child_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_snooze_person_id"), ["person_id"], unique=False)

    op.create_table(
        "clockoverride",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column(
            "clock",
            sa.Enum(
                "child",
                "open_child",
                "person",
                "write_up",
                "filing",
                "copy",
                "agreement",
                "action",
                "contract",
                "asye_review",
                "mentoring",
                "observation",
                "file_audit",
                "monthly_audit",
                "sample_audit",
                "leaver_file",
                name="clockkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("child_id", sa.String(length=32), nullable=True),
        sa.Column("person_id", sa.String(length=32), nullable=True),
        sa.Column("every_days", sa.Integer(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.Column("version_id", sa.String(length=32), nullable=True),
        sa.Column("set_by", sa.String(length=32), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(child_id IS NULL) <> (person_id IS NULL)", name=op.f("ck_clockoverride_one_subject")),
        sa.CheckConstraint("(every_days IS NULL) <> (due_on IS NULL)", name=op.f("ck_clockoverride_one_rule")),
        sa.ForeignKeyConstraint(["child_id"], ["child.id"], name=op.f("fk_clockoverride_child_id_child")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_clockoverride_person_id_person")),
        sa.ForeignKeyConstraint(["set_by"], ["person.id"], name=op.f("fk_clockoverride_set_by_person")),
        sa.ForeignKeyConstraint(["version_id"], ["version.id"], name=op.f("fk_clockoverride_version_id_version")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clockoverride")),
    )
    with op.batch_alter_table("clockoverride", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_clockoverride_child_id"), ["child_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_clockoverride_person_id"), ["person_id"], unique=False)

    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.add_column(sa.Column("team_id", sa.String(length=32), nullable=True))
        batch_op.create_index(batch_op.f("ix_outbox_team_id"), ["team_id"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_outbox_team_id_team"), "team", ["team_id"], ["id"])

    with op.batch_alter_table("team", schema=None) as batch_op:
        batch_op.add_column(sa.Column("channel_detail", sa.String(length=40), nullable=False, server_default="counts"))
        batch_op.create_check_constraint(
            batch_op.f("ck_team_channeldetail"), "channel_detail IN ('counts', 'references')"
        )
    with op.batch_alter_table("team", schema=None) as batch_op:
        batch_op.alter_column("channel_detail", existing_type=sa.String(length=40), server_default=None)
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        _allow(batch_op, (*_MESSAGES, *_NEW))


def downgrade() -> None:
    """Move the tables back, where nothing was written in them that is nowhere else; choices and reminders are lost."""
    _refuse_what_was_written_since()
    _forget_what_came_since()
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        _allow(batch_op, _MESSAGES)
    with op.batch_alter_table("team", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_team_channeldetail"), type_="check")
        batch_op.drop_column("channel_detail")
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_outbox_team_id_team"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_outbox_team_id"))
        batch_op.drop_column("team_id")

    with op.batch_alter_table("clockoverride", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_clockoverride_person_id"))
        batch_op.drop_index(batch_op.f("ix_clockoverride_child_id"))

    op.drop_table("clockoverride")
    with op.batch_alter_table("snooze", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_snooze_person_id"))
        batch_op.drop_index(batch_op.f("ix_snooze_child_id"))

    op.drop_table("snooze")
    with op.batch_alter_table("preparation", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_preparation_present",
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_preparation_subject_id"))
        batch_op.drop_index(batch_op.f("ix_preparation_person_id"))
        batch_op.drop_index(batch_op.f("ix_preparation_child_id"))

    op.drop_table("preparation")
    op.drop_table("nudgechoice")
    with op.batch_alter_table("nudge", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_nudge_subject_id"))
        batch_op.drop_index("ix_nudge_audience")

    op.drop_table("nudge")
    with op.batch_alter_table("leave", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_leave_person_id"))
        batch_op.drop_index(batch_op.f("ix_leave_cover_id"))

    op.drop_table("leave")
    with op.batch_alter_table("clockdone", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_clockdone_person_id"))
        batch_op.drop_index(batch_op.f("ix_clockdone_child_id"))

    op.drop_table("clockdone")
    with op.batch_alter_table("booking", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_booking_supervisor_id"))
        batch_op.drop_index(batch_op.f("ix_booking_supervisee_id"))

    op.drop_table("booking")
    op.drop_table("teamchannel")
    op.drop_table("heartbeat")
    op.drop_table("channelmember")


def _refuse_what_was_written_since() -> None:
    """Stop before anything is changed: what people wrote would be gone."""
    for table in ("preparation", "clockoverride", "clockdone", "leave", "snooze", "booking"):
        if op.get_bind().execute(sa.text(f"SELECT 1 FROM {table} LIMIT 1")).first() is not None:  # noqa: S608 -- fixed
            message = (
                "Since then people prepared or booked supervisions, agreed exceptions, noted what was done elsewhere, "
                "put reminders off or said who is away: this database cannot go back to before that."
            )
            raise RuntimeError(message)


def _forget_what_came_since() -> None:
    """Delete the reminders an older version cannot render; nothing of a record hangs on them."""
    kinds = ", ".join(repr(kind) for kind in _NEW)
    op.execute(f"DELETE FROM outbox WHERE kind IN ({kinds}) AND target_id IS NOT NULL")  # noqa: S608 -- fixed words
    op.execute(f"DELETE FROM outbox WHERE kind IN ({kinds})")  # noqa: S608 -- fixed words


def _allow(batch_op: BatchOperations, words: tuple[str, ...]) -> None:
    """Say anew which kinds of message there are."""
    name = batch_op.f("ck_outbox_messagekind")
    batch_op.drop_constraint(name, type_="check")
    batch_op.create_check_constraint(name, f"kind IN ({', '.join(repr(word) for word in words)})")
