"""`python -m bot verify [BUNDLE]`: whether what was sent and agreed is still what it was."""

import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Final

from cyclopts import Parameter

from bot.opening import open_parts
from bot.settings import SettingsError, SigningSettings, read_settings
from bot.signing import name_of, read_public_key, read_signer
from handlers.blocks.reading import state_words
from models.rules.bundles import NoBundle, check_bundle, read_bundle
from models.rules.milestones import Milestone, read_milestones
from models.rules.passages import ACT_WORDS
from models.values.bundle import Bundle, Verified
from models.values.call import LONDON
from models.workflow.verifying import verify_database

__all__ = ["build_lines", "build_story", "verify"]

_TELL_EVERY: Final = 10.0
"""Seconds between two words about how far it is."""

_NO_KEY: Final = (
    "--public-key is missing: name the file with the council's public key. It must have reached you by another way "
    "than the bundle; the council prints it with `python -m bot keys public`."
)


async def verify(
    bundle: Path | None = None,
    /,
    *,
    public_key: Annotated[tuple[Path, ...], Parameter("--public-key")] = (),
    seal: Annotated[tuple[str, ...], Parameter("--seal")] = (),
) -> None:
    """Check every record, answer, seal and audit event of the database; or one bundle, with the public key alone.

    Ends with the code 1 when something is wrong, and says in sentences what and where.

    Parameters
    ----------
    bundle
        A file that `python -m bot export --format bundle` wrote. No database and no setting is used then.
    public_key
        A file that `python -m bot keys public` printed, for each key the council has signed with. Without one the
        database is checked with the key of SIGNING_KEY.
    seal
        The hash of a seal that was kept outside of the database, as an earlier run printed it: it has to be there.
    """
    if bundle is not None and seal:
        raise SettingsError("--seal is for the database: a bundle holds one seal only.")
    keys = [read_public_key(path) for path in public_key]
    found = _verify_bundle(bundle, keys) if bundle is not None else await _verify_database(keys, seal)
    for line in build_lines(found):
        _print(line)
    if found.wrong:
        raise SystemExit(1)


def _verify_bundle(path: Path, keys: Sequence[bytes]) -> Verified:
    if not keys:
        raise SettingsError(_NO_KEY)
    try:
        bundle = read_bundle(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingsError(f"{path} cannot be read ({error.strerror}).") from None
    except UnicodeDecodeError:
        return Verified(("This is no bundle: it is not text.",))
    except NoBundle as error:
        return Verified((str(error),))
    for key in keys:
        print(f"Checked with the public key {name_of(key)}: ask the council, not the file, if that is theirs.")
    for line in build_story(bundle):
        _print(line)
    return check_bundle(bundle, keys)


async def _verify_database(keys: Sequence[bytes], kept: Sequence[str]) -> Verified:
    chosen = keys or [read_signer(read_settings(SigningSettings)).public]
    told = time.monotonic()

    def tell(done: int, of: int) -> None:
        nonlocal told
        if time.monotonic() - told > _TELL_EVERY:
            told = time.monotonic()
            print(f"{done} of {of} records", file=sys.stderr, flush=True)

    async with open_parts(existing=True) as (parts, _clock):
        return await verify_database(parts, chosen, tell, kept=kept)


def build_story(bundle: Bundle) -> Iterator[str]:
    """Yield who sent what when, who answered how, and when it was filed: read from the chain alone, without a text."""
    yield f"Record {bundle.record}, {bundle.kind.value}."
    for milestone in read_milestones(bundle):
        yield _say(bundle, milestone)
    yield f"It stands as: {state_words(bundle.state, bundle.kind)}."


def _say(bundle: Bundle, milestone: Milestone) -> str:
    who = bundle.people.get(milestone.person_id, "somebody")
    when = f"{milestone.at.astimezone(LONDON):%Y-%m-%d %H:%M}"
    did = milestone.what if milestone.act is None else ACT_WORDS[milestone.act]
    days = f", {milestone.working_days} working days after it was held" if milestone.working_days is not None else ""
    code = f", check code {milestone.code}" if milestone.code else ""
    bound = milestone.bound_later
    later = "" if bound is None else f", bound later, on {bound.astimezone(LONDON):%Y-%m-%d %H:%M}"
    return f"  {when}  {milestone.about}: {did} by {who}{days}{code}{later}"


def _print(line: str) -> None:
    """Print a line; what a file says never moves the cursor, nor colours what stands above."""
    print("".join(letter if letter.isprintable() else "?" for letter in line))


def build_lines(found: Verified) -> Iterator[str]:
    """Yield what is wrong, what is worth knowing, and the counts at the end."""
    yield from found.wrong
    yield from found.notes
    if found.counts:
        yield f"Checked: {', '.join(f'{what} {number:,}' for what, number in found.counts)}."
    number = len(found.wrong)
    yield "Nothing is wrong." if not number else f"{number} thing{'' if number == 1 else 's'} wrong."
