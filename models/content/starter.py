"""The first file of a form, with a comment on each line a practice lead will want to change."""

import re
from pathlib import Path
from string import Template
from typing import Final

from models.content.errors import ContentError
from models.content.yaml_files import SUFFIX, find_files, read_yaml
from models.forms.limits import FORM_ID_LENGTH

__all__ = ["write_starter"]

_ID: Final = re.compile(r"[a-z][a-z0-9-]*")

_STARTER: Final = Template("""\
# What every key means is in content/README.md.
# Look at this form with: make preview FORM=$id
# Once a record answers it, it is frozen: copy it to $id-2.yml and change that.
id: $id
number: 1
title: $title
# Which kinds of record may answer it: casework, brief, personal, note, contract; [] for none.
# Nothing asks it until a policy names it.
kinds: [casework]
# The document it comes from, or that it is your own.
source: "Our own: who wrote it, and when"

# Each section is one screen, with six questions at most.
sections:
  - id: outcomes
    title: What we want for the child
    questions:
      - id: outcomes
        type: text
        label: What should be different for this child?
        help: A sentence or two, in words the family would know.
        # An example in grey in the empty box. Made-up people only.
        placeholder: Ella feels safe at both homes and is back at school every day.
        source: "Our own: why we ask this"
        # editable: opens with the last answer, which may be changed. Left out: always opens blank.
        carry: editable
        # Tells the bot which answer this is; the dictionary lists the words it knows.
        means: outcomes

  - id: progress
    title: Since last time
    questions:
      - id: progress
        type: text
        label: How far have we come?
        # Things to talk about, shown above the box.
        prompts:
          - What is going well?
          - What stands in the way, and what do you make of it?
        source: "Our own: why we ask this"
        means: progress
        # true: the read-through says so when the answer is missing. Nobody is stopped while writing.
        required: true

      - id: child_words
        type: text
        label: What did the child say or show?
        source: "Our own: why we ask this"
        means: child_words

      - id: how_safe
        type: scale
        label: How safe is the child today?
        # Both ends in words: a number alone means something else to each reader.
        low:
          at: 0
          words: not safe at all
        high:
          at: 10
          words: safe enough for us to step back
        source: "Our own: why we ask this"

      - id: seen
        type: choice
        label: Where was the child last seen?
        options:
          - id: home
            label: At home
          - id: school
            label: At school
          - id: elsewhere
            label: Somewhere else
        source: "Our own: why we ask this"

  - id: actions
    title: Actions
    questions:
      # The table of actions: one in a form. Actions stay with the child from meeting to meeting.
      - id: actions
        type: actions
        label: What needs to happen next
        what:
          label: What needs to happen?
        why:
          label: Why this step?
        how:
          label: How will it be done?
        when:
          label: When do you expect it to be done?
        who:
          label: Who will do it?
        achieved:
          label: Was it achieved, and what happened?
        source: "Our own: why we ask this"
""")


def write_starter(folder: Path, form_id: str) -> Path:
    """Write the first file of a form into `forms/` of a content folder, and return where it is.

    Raises
    ------
    ContentError
        When the id is no id, or the form has a file already.
    """
    if not _ID.fullmatch(form_id) or len(form_id) > FORM_ID_LENGTH:
        raise ContentError(
            f"“{form_id}” cannot be the id of a form: small letters, digits and - only, a letter first,"
            f" at most {FORM_ID_LENGTH}, such as our-casework."
        )
    path = folder / "forms" / f"{form_id}{SUFFIX}"
    for known in find_files(path.parent):
        if known == path or read_yaml(known).get("id") == form_id:
            raise ContentError(f"{known}: this form is there already. Choose another id, or copy the file.")
    path.write_text(_STARTER.substitute(id=form_id, title=form_id.replace("-", " ").capitalize()), encoding="utf-8")
    return path
