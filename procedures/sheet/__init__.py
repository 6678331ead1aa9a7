"""The catalogue as an XLSX sheet: read what staff bring, write what they take away.

A sheet has one row of headings, in any order, and one procedure a row. It is hostile until read: bounded in
bytes before and after unpacking, in rows and in columns, its XML parsed without entities (defusedxml, which
openpyxl uses where it is installed); a formula is never computed and never taken.
"""

from procedures.sheet.columns import COLUMNS, MAX_BYTES, MAX_ROWS, TYPE
from procedures.sheet.reading import Row, SheetError, read_sheet
from procedures.sheet.writing import write_sheet

__all__ = ["COLUMNS", "MAX_BYTES", "MAX_ROWS", "TYPE", "Row", "SheetError", "read_sheet", "write_sheet"]
