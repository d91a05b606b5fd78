"""Made-up values for the tests of start, card and Home blocks."""

from datetime import UTC, date, datetime, timedelta

from models.content import load_library
from models.values.agreement import Waiting
from models.values.children import AgendaChild
from models.values.due import CountedFrom, Due, DueState
from models.values.home import HomeContent
from models.values.people import Listed, Supervisee
from models.values.supervision import (
    AgendaChoices,
    AgendaRow,
    OpenSupervision,
    RowState,
    StartOptions,
    SupervisionOverview,
)
from models.vocabulary import (
    AgendaOutcome,
    AgendaReason,
    ChildFlag,
    Format,
    PlanStatus,
    RecordKind,
    Role,
    StaffKind,
    SupervisionState,
)
from tests.conftest import CONTENT

TODAY = date(2026, 3, 2)
SAVED = datetime(2026, 3, 2, 10, 42, tzinfo=UTC)
MEETING = "a" * 32
SAM = Supervisee("sam", "Sam Example", "USAM", date(2026, 2, 2), DueState.OVERDUE, date(2026, 1, 5), 3)
ASHA = Supervisee("asha", "Asha Example", "UASHA", None, None, None, 0, stand_in=True)
POLICY = load_library(CONTENT).policy
STILL_OPEN = OpenSupervision(MEETING, "sam", "Sam Example", date(2026, 2, 27), SupervisionState.OPEN, 3, 12)


def child(place: int, due_in: int = 0, *, reason: AgendaReason | None = None) -> AgendaChild:
    """Return a child, number `place`, due in so many days."""
    due_on = TODAY + timedelta(days=due_in)
    state = DueState.OVERDUE if due_in < 0 else DueState.DUE if due_in == 0 else DueState.FINE
    return AgendaChild(
        id=f"{place:032x}",
        mosaic_number=str(100_000 + place),
        initials="AB",
        family="F1",
        plan=PlanStatus.CHILD_IN_NEED,
        flags=(ChildFlag.CHILD_PROTECTION_PLAN,) if place == 1 else (),
        reason=reason,
        due=Due(due_on, state, "every 8 weeks", "B18", CountedFrom.SUPERVISION, due_on - timedelta(days=56)),
        last_on=due_on - timedelta(days=56),
        next_review_on=TODAY + timedelta(days=10) if place == 2 else None,
        opened_on=date(2025, 1, 6),
    )


CHILDREN = (child(1, -28, reason=AgendaReason.HIGH_RISK), child(2, 0), child(3, 300))


def start_options(*, with_open: bool = False) -> StartOptions:
    """Return what the first step offers Priya."""
    return StartOptions((SAM, ASHA), (STILL_OPEN,) if with_open else (), TODAY, TODAY, POLICY)


def choices(children: tuple[AgendaChild, ...] = CHILDREN, open_one: OpenSupervision | None = None) -> AgendaChoices:
    """Return what the agenda step offers for Sam."""
    return AgendaChoices(
        supervision_id=MEETING,
        supervisee=SAM,
        today=TODAY,
        held_on=TODAY,
        next_on=TODAY + timedelta(days=28),
        sweep_all=True,
        children=children,
        policy=POLICY,
        open=open_one,
    )


def row(place: int, state: RowState, kind: RecordKind = RecordKind.BRIEF) -> AgendaRow:
    """Return a child on the agenda in that state; sent ones and drafts have a record."""
    written = state not in {RowState.TO_DO, RowState.MENTIONED, RowState.NOT_REACHED}
    sent = written and state is not RowState.WRITING
    return AgendaRow(
        subject_id=f"{place:032x}",
        label=f"AB · {100_000 + place}",
        kind=kind,
        place=place,
        outcome=AgendaOutcome.RECORD if written else AgendaOutcome.WAITING,
        state=state,
        record_id=f"{place:031x}r" if written else None,
        saved_at=SAVED if state is RowState.WRITING else None,
        code="K7QM-2F4D" if sent else "",
    )


def overview(
    rows: tuple[AgendaRow, ...],
    *,
    state: SupervisionState = SupervisionState.OPEN,
    sent: bool = False,
    left_out: tuple[AgendaChild, ...] = (),
    minutes: int | None = None,
) -> SupervisionOverview:
    """Return Sam's supervision with these rows."""
    return SupervisionOverview(
        id=MEETING,
        supervisee_id="sam",
        supervisee="Sam Example",
        supervisor_id="priya",
        supervisor="Priya Example",
        format=Format.ONE_TO_ONE,
        held_on=TODAY,
        state=state,
        revision=1,
        sent=sent,
        rows=rows,
        policy=POLICY,
        left_out=left_out,
        actual_minutes=minutes,
        interruptions=None if minutes is None else 1,
    )


def home(
    *,
    children: tuple[AgendaChild, ...] = (),
    open_ones: tuple[OpenSupervision, ...] = (),
    waiting: tuple[Waiting, ...] = (),
    may_start: bool = True,
) -> HomeContent:
    """Return somebody's Home."""
    return HomeContent(
        person=Listed("priya", "Priya Example", "UPRIYA", Role.SUPERVISOR, StaffKind.QUALIFIED, "Long Term East"),
        may_start=may_start,
        open=open_ones,
        waiting=waiting,
        children=children,
        today=TODAY,
        directory_on=TODAY,
        policy=POLICY,
    )
