"""Records as files: what PDF, Word and plain text say when they are read back, and what never breaks one."""

import os
import re
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader
from structlog.testing import capture_logs

from bot.export import pdf
from bot.export.pdf import build_pdf, build_pictures
from bot.export.shapes import Shape, draw, name_of
from bot.export.word import build_word
from bot.new_files import write_numbered
from models.rules.papers import build_paper, clean
from models.values.document import DocumentSection
from models.values.errors import Refusal
from models.values.paper import Paper, WholeRecord
from tests.conftest import START
from tests.models.rules.test_documents import action, answer
from tests.support.papers import CODE, HASH, rich, whole

ID = "r" * 32
MARKUP = '#panic("no") *b* _i_ $x^2$ = H <script> @x `c` \\u{41} // [a](b) https://x.example ]] }} {{ #{'


def paper(record: WholeRecord | None = None) -> Paper:
    return build_paper(record or rich(), START)


def read(content: bytes) -> tuple[PdfReader, str]:
    """Return a PDF read back, and its words with single spaces."""
    reader = PdfReader(BytesIO(content))
    return reader, squeeze(" ".join(page.extract_text() for page in reader.pages))


def squeeze(text: str) -> str:
    """Return a text without spaces, line breaks and soft hyphens: where lines end is the paper's own business."""
    return re.sub(r"[\s\u00ad\u2010\u200b\ufffe-]", "", text)


def root_of(reader: PdfReader) -> Any:
    return reader.trailer["/Root"]


def tags(reader: PdfReader) -> list[str]:
    """Return the tags of a PDF's structure, in order."""
    found: list[str] = []

    def walk(node: Any) -> None:
        node = node.get_object() if hasattr(node, "get_object") else node
        if isinstance(node, list):
            for each in node:
                walk(each)
        elif isinstance(node, dict):
            if "/S" in node:
                found.append(str(node["/S"]))
            if "/K" in node:
                walk(node["/K"])

    walk(root_of(reader)["/StructTreeRoot"]["/K"])
    return found


def saying(words: str) -> WholeRecord:
    """Return a record that says these words wherever people write."""
    section = DocumentSection(section="s", title="T", answers=(answer("q", words),))
    done = action(1, what=words, why=words, who=words, due_words=words)
    return whole(sections=(section,), actions=(done,))


def test_a_pdf_says_all_that_the_paper_says_on_numbered_pages() -> None:
    drawn = paper()
    reader, text = read(build_pdf(drawn, START, ID))
    first = drawn.sheets[0]
    for section in first.sections:
        assert squeeze(section.title) in text
        for line in section.lines:
            assert squeeze(line.label) in text
            assert all(squeeze(part) in text for part in line.text.split("\n"))
    for table in first.tables:
        for row in table.rows:
            assert all(squeeze(words) in text for words in (row.what, row.why, row.how, row.result, row.who))
    signed = [one.words for one in first.signed]
    for said in ("Ada Brown", "Mosaic 100001", *signed, CODE, HASH, first.comments[0].text):
        assert squeeze(said) in text
    count = len(reader.pages)
    assert count > 2
    for number, page in enumerate(reader.pages, 1):
        assert f"Page{number}of{count}" in squeeze(page.extract_text())
        assert (round(page.mediabox.width), round(page.mediabox.height)) == (595, 842)


def test_a_pdf_is_tagged_for_screen_readers_and_names_nobody_in_its_title() -> None:
    reader, _ = read(build_pdf(paper(), START, ID))
    root = root_of(reader)
    found = tags(reader)
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en-GB"
    assert b"pdfuaid" in root["/Metadata"].get_data()
    assert found.index("/H1") < found.index("/H2") < found.index("/H3")
    assert found.count("/Table") == 1
    assert found.count("/TH") == 6
    assert found.count("/TR") == 1 + len(rich().versions[0].document.actions)
    assert reader.metadata is not None
    assert reader.metadata.title == f"Record of supervision, Mon 2 March 2026, {CODE}"
    assert not reader.metadata.author


def test_the_same_paper_of_the_same_moment_is_the_same_file() -> None:
    assert build_pdf(paper(), START, ID) == build_pdf(paper(), START, ID)


def test_what_people_wrote_is_never_markup() -> None:
    _, text = read(build_pdf(paper(saying(MARKUP)), START, ID))
    assert text.count(squeeze(MARKUP)) >= 2


AWKWARD = st.text(
    alphabet=st.one_of(
        st.characters(),
        st.sampled_from(
            "\x00\x07\n\r\t\u00a0\u00ad\u200b\u200d\u202e\u2066\ufeff\ue000\U000f0000👩‍👧‍👦🏴é́漢ش𒀀\\#*_$[]{}<>"
        ),
    ),
    max_size=60,
)


@settings(max_examples=8)
@given(words=AWKWARD, run=st.integers(0, 400))
def test_no_text_breaks_a_pdf_or_a_word_document(words: str, run: int) -> None:
    record = saying(words + "x" * run)
    assert build_pdf(paper(record), START, ID).startswith(b"%PDF-")
    opened = docx.Document(BytesIO(build_word(paper(record), START)))
    said = "\n".join(paragraph.text for paragraph in opened.paragraphs)
    assert clean(words + "x" * run).strip() in said


def test_a_letter_no_typeface_has_costs_the_standard_and_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    only_ours = pdf._fonts(system=False)
    monkeypatch.setattr(pdf, "_fonts", lambda **_: only_ours)
    with capture_logs() as logged:
        reader, text = read(build_pdf(paper(saying("before 𒀀 after")), START, ID))
    assert squeeze("so this file does not meet PDF/UA-1") in text
    assert b"pdfuaid" not in root_of(reader)["/Metadata"].get_data()
    assert [(one["event"], one["row"]) for one in logged] == [("a PDF was made without PDF/UA-1", ID)]


def test_letters_of_many_scripts_and_signs_keep_the_standard() -> None:
    words = "Zoë Łukasz Nguyễn Şule Ольга Ελένη שלום سلام 🙂 ✅ € → ½ “quoted” – …"
    with capture_logs() as logged:
        reader, _ = read(build_pdf(paper(saying(words)), START, ID))
    assert logged == []
    assert b"pdfuaid" in root_of(reader)["/Metadata"].get_data()


def test_a_word_document_has_headings_and_a_table_with_a_header_row() -> None:
    drawn = paper()
    opened = docx.Document(BytesIO(build_word(drawn, START)))
    styles = {paragraph.text: paragraph.style.name for paragraph in opened.paragraphs if paragraph.style}
    assert styles["Ada Brown"] == "Title"
    assert styles["The family"] == "Heading 1"
    assert styles["What is working well?"] == "Heading 2"
    assert styles["Addendum 1"] == "Heading 1"
    (table,) = opened.tables
    assert [cell.text for cell in table.rows[0].cells] == ["No.", "What", "Why and how", "Who", "When", "Achieved"]
    assert "w:tblHeader" in table.rows[0]._tr.xml
    assert len(table.rows) == 6
    for row, shown in zip(drawn.sheets[0].tables[0].rows, table.rows[1:], strict=True):
        assert shown.cells[1].text == row.what
    text = "\n".join(paragraph.text for paragraph in opened.paragraphs)
    assert all(line.text in text for section in drawn.sheets[0].sections for line in section.lines)
    assert "PAGE" in opened.sections[0].footer._element.xml
    assert (opened.core_properties.title, opened.core_properties.author) == (drawn.name, "")


async def test_plain_text_is_the_paper_and_a_name_of_a_file_names_nobody() -> None:
    text = (await draw(rich(), Shape.TEXT, START)).decode()
    assert "Ada Brown" in text
    names = {name_of(rich().heading, shape, with_staff_name=True) for shape in Shape}
    assert names == {f"2026-03-02 casework rrrrrrrr {CODE}.{end}" for end in ("pdf", "docx", "txt", "bundle.json")}


def test_a_page_can_be_looked_at(tmp_path: Path) -> None:
    pages = build_pictures(paper(), START, ppi=20)
    assert all(page.startswith(b"\x89PNG") for page in pages)


def test_a_file_is_new_whole_and_for_its_owner_only(tmp_path: Path) -> None:
    first, second = (write_numbered(tmp_path, "a b.pdf", content) for content in (b"one", b"two"))
    assert (first.name, second.name) == ("a b.pdf", "a b (2).pdf")
    assert (first.read_bytes(), second.read_bytes()) == (b"one", b"two")
    assert {place.stat().st_mode & 0o777 for place in tmp_path.iterdir()} == {0o600}
    assert len(list(tmp_path.iterdir())) == 2


def test_a_file_is_new_and_whole_also_where_the_drive_knows_no_links(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(1, "no links here")

    monkeypatch.delattr(os, "O_TMPFILE", raising=False)
    monkeypatch.setattr(os, "link", refuse)
    test_a_file_is_new_whole_and_for_its_owner_only(tmp_path)


def test_a_folder_that_cannot_be_written_to_is_said_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="cannot be written"):
        write_numbered(tmp_path / "none", "a.pdf", b"")
