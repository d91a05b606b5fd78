"""A record as a Word document: real headings, a table with a header row, page numbers."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from io import BytesIO
from typing import Any, Final

import docx
from docx.document import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.table import _Cell, _Row
from docx.text.paragraph import Paragraph

from models.values.paper import ActionTable, Line, Paper, Sheet, Signed

__all__ = ["build_word"]

_FONT: Final = "Arial"
_INK: Final = RGBColor(0x1C, 0x26, 0x2D)
_ACCENT: Final = RGBColor(0x2B, 0x4C, 0x5E)
_QUIET: Final = RGBColor(0x55, 0x62, 0x6B)
_HEADINGS: Final = ((0, 22, _INK), (1, 15, _ACCENT), (2, 11, _INK), (3, 11, _INK))
_COLUMNS: Final = ("No.", "What", "Why and how", "Who", "When", "Achieved")
_WIDTHS: Final = (9, 42, 42, 23, 23, 23)


def build_word(paper: Paper, made_at: datetime) -> bytes:
    """Return the paper as a .docx file."""
    document = docx.Document()
    _set_up(document, paper, made_at)
    document.add_paragraph(paper.kind, style="Subtitle")
    document.add_paragraph(paper.subject, style="Title")
    if paper.known_as:
        document.add_paragraph(paper.known_as)
    for place, sheet in enumerate(paper.sheets):
        if place:
            document.add_heading(sheet.title, 1)
        _add_sheet(document, sheet, 2 if place else 1)
    document.add_paragraph(f"As it stood on {paper.as_of}.")
    written = BytesIO()
    document.save(written)
    return written.getvalue()


def _set_up(document: Document, paper: Paper, made_at: datetime) -> None:
    """Set page, typeface, headings, and what the file says of itself: no name of anybody."""
    about = document.core_properties
    about.title, about.author, about.comments, about.language = paper.name, "", "", "en-GB"
    about.created = about.modified = made_at.replace(tzinfo=None)
    page = document.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin = page.right_margin = Mm(24)
    page.top_margin = page.bottom_margin = Mm(24)
    _set_style(document, "Normal", 11, _INK)
    for level, size, colour in _HEADINGS:
        _set_style(document, f"Heading {level}" if level else "Title", size, colour)
    _set_style(document, "Subtitle", 11, _ACCENT)
    page.header.paragraphs[0].text = paper.running
    foot = page.footer.paragraphs[0]
    foot.add_run("Confidential · page ")
    _add_field(foot, "PAGE")
    foot.add_run(" of ")
    _add_field(foot, "NUMPAGES")


def _set_style(document: Document, name: str, size: int, colour: RGBColor) -> None:
    font: Any = document.styles[name].font
    font.name, font.size, font.color.rgb, font.italic = _FONT, Pt(size), colour, False
    fonts = document.styles[name].element.get_or_add_rPr().get_or_add_rFonts()
    for script in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(script), _FONT)
    for theme in ("w:asciiTheme", "w:hAnsiTheme", "w:cstheme", "w:eastAsiaTheme"):
        fonts.attrib.pop(qn(theme), None)


def _add_field(paragraph: Paragraph, words: str) -> None:
    """Add what Word counts itself, such as the number of the page."""
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), words)
    paragraph._p.append(field)  # noqa: SLF001 -- the library has no other way to a field


def _add_sheet(document: Document, sheet: Sheet, level: int) -> None:
    for fact in sheet.facts:
        _add_labelled(document, fact)
    if sheet.text:
        document.add_paragraph(sheet.text)
    for section in sheet.sections:
        document.add_heading(section.title, level)
        for line in section.lines:
            document.add_heading(line.label, level + 1)
            document.add_paragraph(line.text)
    if sheet.blank:
        document.add_paragraph(f"Left blank: {sheet.blank}")
    for table in sheet.tables:
        document.add_heading(table.title, level)
        _add_actions(document, table)
    if sheet.no_actions:
        document.add_paragraph(sheet.no_actions)
    _add_agreement(document, sheet, level)
    if sheet.proof:
        _make_quiet(document.add_paragraph(f"Check code {sheet.code}. {sheet.proof}"))


def _add_agreement(document: Document, sheet: Sheet, level: int) -> None:
    """Add how each person stands to it, and what they wrote (source rows C14, C15)."""
    document.add_heading("Agreement", level)
    document.add_paragraph(sheet.state)
    for one in sheet.signed:
        _add_signed(document, one)
    if sheet.comments:
        document.add_heading("Comments", level)
        for comment in sheet.comments:
            document.add_heading(comment.label, level + 1)
            document.add_paragraph(comment.text)


def _add_labelled(document: Document, line: Line) -> None:
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.space_after = Pt(2)
    paragraph.add_run(f"{line.label}: ").bold = True
    paragraph.add_run(line.text)


def _add_signed(document: Document, one: Signed) -> None:
    paragraph = document.add_paragraph()
    paragraph.add_run(one.name).bold = True
    paragraph.add_run(f" ({one.part.lower()}): {one.words}")


def _make_quiet(paragraph: Paragraph) -> None:
    for run in paragraph.runs:
        run.font.size, run.font.color.rgb = Pt(8.5), _QUIET


def _add_actions(document: Document, table: ActionTable) -> None:
    """Add a table whose first row is marked as its header, and repeated on every page it goes over."""
    made = document.add_table(rows=1, cols=len(_COLUMNS), style="Table Grid")
    made.alignment = WD_TABLE_ALIGNMENT.LEFT
    made.autofit = False
    _fill(made.rows[0].cells, _COLUMNS, bold=True)
    _mark_header(made.rows[0])
    for row in table.rows:
        reasons = "\n".join(f"{label}: {words}" for label, words in (("Why", row.why), ("How", row.how)) if words)
        _fill(made.add_row().cells, (row.number, row.what, reasons, row.who, row.when, row.result))
    for each in made.rows:
        for cell, width in zip(each.cells, _WIDTHS, strict=True):
            cell.width = Mm(width)
    document.add_paragraph()


def _fill(cells: Sequence[_Cell], words: Iterable[str], *, bold: bool = False) -> None:
    for cell, text in zip(cells, words, strict=True):
        cell.text = text
        for paragraph in cell.paragraphs:
            for run in paragraph.runs:
                run.font.size, run.bold = Pt(9), bold


def _mark_header(row: _Row) -> None:
    """Mark a row as the header of its table, which the library has no word for."""
    header = OxmlElement("w:tblHeader")
    header.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(header)  # noqa: SLF001 -- see above
