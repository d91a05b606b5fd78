"""Values the blocks of agreement are built from, as workflow would give them."""

from datetime import date, timedelta
from typing import Any

from models.values.agreement import Answered, Asked, AskedVersion, Comment, HowAgreed, Lack, Reading, ReadVersion
from models.values.document import DocumentSection, DocumentSubject
from models.values.sending import ReadThrough, ReadyRecord, SentRecord, Untouched
from models.vocabulary import ActKind, RecordKind, RecordState
from tests.conftest import START
from tests.models.rules.test_documents import action, answer, document

MARKED = "Zanzibar"
"""A word that stands for everything personal: no message may say it."""


def version(place: int = 1, **changed: Any) -> AskedVersion:
    said: dict[str, Any] = {
        "version_id": f"v{place}".ljust(32, "0"),
        "record_id": f"r{place}".ljust(32, "0"),
        "addendum": 0,
        "number": 1,
        "label": f"A{place} · 10000{place}",
        "name": f"{MARKED} Brown",
        "kind": RecordKind.CASEWORK,
        "state": RecordState.AWAITING,
        "actions": 2,
        "replaced": False,
        "code": f"K{place}QM-2F7D",
    }
    return AskedVersion(**(said | changed))


def agreed(place: int = 1, **changed: Any) -> AskedVersion:
    return version(
        place,
        state=RecordState.COMPLETE,
        mine=ActKind.AGREED,
        acted_at=START,
        undo_until=START + timedelta(minutes=15),
        **changed,
    )


def asked(*versions: AskedVersion, **changed: Any) -> Asked:
    said: dict[str, Any] = {
        "request_id": "q" * 32,
        "supervision_id": "s" * 32,
        "addressee_id": "sam",
        "addressee_name": "Sam Okafor",
        "asked_by_id": "priya",
        "asked_by_name": "Priya Nair",
        "held_on": date(2026, 3, 2),
        "asked_at": START,
        "versions": versions or (version(),),
        "title": "Supervision with Priya Nair",
    }
    return Asked(**(said | changed))


def answered(kind: ActKind = ActKind.CHANGE_ASKED, **changed: Any) -> Answered:
    said: dict[str, Any] = {
        "act_id": "a" * 32,
        "kind": kind,
        "record_id": "r" * 32,
        "supervision_id": "s" * 32,
        "subject_id": "c" * 32,
        "record_kind": RecordKind.CASEWORK,
        "addendum": 0,
        "number": 1,
        "label": "AB · 100001",
        "name": f"{MARKED} Brown",
        "held_on": date(2026, 3, 2),
        "state": RecordState.CHANGE_ASKED,
        "person_name": "Sam Okafor",
        "comments": f"It was {MARKED}.",
        "stands": True,
        "taken_back": False,
        "code": "K1QM-2F7D",
    }
    return Answered(**(said | changed))


def reading(*, pages_of: int = 0, before: bool = False, request: Asked | None = None) -> Reading:
    """Return one version to read; `pages_of` letters make it long."""
    words = f"{MARKED} *walks* <!channel> `with` Dad." if not pages_of else "word " * (pages_of // 5)
    doc = document(
        sections=(DocumentSection(section="p", title="Progress", answers=(answer("progress", words),)),),
        actions=(action(1), action(2, why="Because")),
        number=2 if before else 1,
    )
    return Reading(
        versions=(
            ReadVersion(
                version_id="v" * 32,
                document=doc,
                before=document() if before else None,
                agreed=HowAgreed(
                    state=RecordState.AWAITING,
                    waiting_for=("Sam Okafor",),
                    comments=(Comment("Sam Okafor", ActKind.CHANGE_ASKED, 1, START, "It was Gran."),) if before else (),
                ),
                replaced=False,
                code="K1QM-2F7D",
            ),
        ),
        request_id="q" * 32,
        asked=request or asked(),
    )


def ready(place: int = 1, **changed: Any) -> ReadyRecord:
    said: dict[str, Any] = {
        "record_id": f"r{place}".ljust(32, "0"),
        "subject_id": f"c{place}".ljust(32, "0"),
        "name": f"Ada Brown {place}",
        "label": f"AB · 10000{place}",
        "kind": RecordKind.CASEWORK,
        "revision": 3,
        "document": document(
            subject=DocumentSubject(
                child_id=f"c{place}".ljust(32, "0"),
                mosaic_number=f"10000{place}",
                initials="AB",
                name=f"Ada Brown {place}",
            )
        ),
        "lacking": (),
    }
    return ReadyRecord(**(said | changed))


def shown(*records: ReadyRecord, **changed: Any) -> ReadThrough:
    said: dict[str, Any] = {
        "supervision_id": "s" * 32,
        "title": "Supervision with Sam Okafor",
        "held_on": date(2026, 3, 2),
        "records": records
        or (
            ready(1),
            ready(2, kind=RecordKind.BRIEF),
            ready(3, lacking=(Lack("Progress has not been written.", "progress"),)),
            ready(4, again=True, unchanged=True),
        ),
        "sent": (SentRecord("r5".ljust(32, "0"), "Eve Stone", "ES · 100005", RecordKind.BRIEF, RecordState.COMPLETE),),
        "mentions": ("Tom Lake",),
        "untouched": (Untouched("u" * 32, "Una Field", RecordKind.CASEWORK),),
        "stamp": "0123456789abcdef",
    }
    return ReadThrough(**(said | changed))


__all__ = ["MARKED", "agreed", "answered", "asked", "reading", "ready", "shown", "version"]
