"""`python -m bot content ...`: what practice leads do with forms, prompts and policies."""

import asyncio
import signal
import sys
from collections.abc import Iterator

from bot.logs import set_up_logs
from bot.preview import open_preview
from bot.settings import ContentSettings, PreviewSettings, SettingsError, WorldSettings, read_settings
from bot.workspace import forget_proxies
from models.content import load_library
from models.content.checking import Checked, check_folder
from models.content.differences import describe_changes
from models.content.finding import find_form, newest_forms, read_form
from models.content.sources import list_rows
from models.content.starter import write_starter
from models.vocabulary import World

__all__ = ["check", "diff", "new", "preview"]


def check() -> None:
    """Read every file of the content folder; say what is wrong with it, or else what there is.

    Ends with the code 2 when something has to be put right.
    """
    checked = check_folder(read_settings(ContentSettings).content_folder)
    if checked.complaints:
        for complaint in checked.complaints:
            print(complaint, file=sys.stderr)
        raise SystemExit(2)
    for line in _count(checked):
        print(line)


def diff(old: str, new: str, /) -> None:
    """Say in sentences what changed from one form to another.

    Parameters
    ----------
    old
        The form as it was: a file, an id, or an id with a number such as contract-1.
    new
        The form as it is.
    """
    settings = read_settings(ContentSettings)
    library = load_library(settings.content_folder, settings.policy)
    before, after = read_form(library, old), read_form(library, new)
    print(f"From {before.id} number {before.number} to {after.id} number {after.number}:")
    for sentence in describe_changes(before, after) or ("The two ask the same, in the same words.",):
        print(sentence)


def new(form: str, /) -> None:
    """Write the first file of a form, with a comment wherever there is something to change.

    Parameters
    ----------
    form
        The id of the form: small letters, digits and -, such as our-casework.
    """
    path = write_starter(read_settings(ContentSettings).content_folder, form)
    print(f"{path} is there. Change it, then: python -m bot content check; make preview FORM={form}")


async def preview(*forms: str) -> None:
    """Open each step of forms in the sandbox; nothing is kept. `make preview FORM=...` starts both.

    Parameters
    ----------
    forms
        Ids, perhaps with a number, such as audit-part-1 or contract-2; every form when left out.
    """
    if read_settings(WorldSettings).world is not World.SANDBOX:
        raise SettingsError("A preview runs only in the sandbox. Start both with: make preview FORM=...")
    settings = read_settings(PreviewSettings)
    library = load_library(settings.content_folder, settings.policy)
    shown = tuple(find_form(library, name) for name in forms) or newest_forms(library)
    set_up_logs(settings.log_level)
    forget_proxies()
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with open_preview(settings, library, shown):
        print("Preview: press Open in the app's messages. Nothing is kept.", flush=True)
        await stop.wait()


def _count(checked: Checked) -> Iterator[str]:
    """Yield what there is, in numbers, and what each policy leaves to the default."""
    idle = sum(not form.kinds for form in checked.forms)
    yield f"Forms: {len(checked.forms)}, {idle} of them to look at only."
    yield f"Sections: {sum(len(form.sections) for form in checked.forms)}."
    yield f"Questions: {sum(len(form.questions) for form in checked.forms)}."
    yield f"Prompts: {checked.prompts} in forms, {checked.bank_prompts} in {len(checked.banks)} banks."
    yield f"Policies: {len(checked.policies)}."
    for policy in checked.policies:
        if policy.fallen_back:
            yield f"  {policy.id} leaves to the default: {', '.join(policy.fallen_back)}."
    readings = {row for row in checked.rows if row.startswith("I")}
    rows = checked.rows - readings
    yield f"Rows covered: {len(rows)}: {list_rows(rows)}."
    yield f"Readings of unclear rows followed: {len(readings)}: {list_rows(readings)}."
