"""Import of a sheet into the catalogue of procedures."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import reversion
from django.core.exceptions import ValidationError

from procedures.models import Procedure
from procedures.sheet import COLUMNS, Row
from saovang.accounts.models import User
from saovang.links.services import record
from saovang.pagecache.models import ContentVersion
from saovang.search.index import refresh


@dataclass
class RowError:
    """A rejected row: its number in the sheet, the name of the procedure, one message a column."""

    number: int
    name: str
    errors: list[str]


@dataclass
class ImportReport:
    """Numbers of procedures by outcome, of rows with converted text, and the rejected rows."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    converted: int = 0
    rejected: list[RowError] = field(default_factory=list)

    @property
    def saved(self) -> int:
        return self.added + self.changed


def import_procedures(rows: Iterable[Row], user: User) -> ImportReport:
    """Add or update the procedures of all valid rows, by code; the report names the other rows.

    All valid rows are saved in one transaction and one revision. Procedures without a row are not changed.
    """
    report = ImportReport()
    accepted: dict[str, dict[str, Any]] = {}
    for row in rows:
        procedure = Procedure(**row.fields)
        errors = _validate(procedure, row, accepted)
        if errors:
            name = row.fields.get("name") or row.fields.get("code") or ""
            report.rejected.append(RowError(row.number, name[:120], errors))
        else:
            report.converted += row.converted
            accepted[procedure.code] = {name: getattr(procedure, name) for name in row.fields}  # cleaned
    with reversion.create_revision(atomic=True):
        reversion.set_user(user)
        reversion.set_comment("Nhập từ bảng tính.")
        existing = Procedure.objects.in_bulk(accepted, field_name="code")
        changed = [
            fields for code, fields in accepted.items() if code not in existing or _differs(existing[code], fields)
        ]
        _save(changed)
    report.added = len(accepted.keys() - existing.keys())
    report.changed = len(changed) - report.added
    report.unchanged = len(accepted) - len(changed)
    return report


def _validate(procedure: Procedure, row: Row, accepted: dict) -> list[str]:
    """Clean the fields of `procedure` and return one error message a column; empty if the row is valid."""
    errors = dict(row.errors)
    try:
        procedure.clean_fields(exclude={"folded_name", "folded_text", *errors})
        procedure.clean()
    except ValidationError as error:
        errors |= {name: _format_errors(field_errors) for name, field_errors in error.error_dict.items()}
    if procedure.code in accepted:
        errors["code"] = f"Mã “{procedure.code}” đã có ở một dòng trên."
    return [f"{heading}: {errors[name]}" for name, (heading, _) in COLUMNS.items() if name in errors]


def _format_errors(errors: list[ValidationError]) -> str:
    if any(error.code == "blank" for error in errors):
        return "Ô còn trống."
    return " ".join(message for error in errors for message in error.messages)


def _differs(procedure: Procedure, fields: dict) -> bool:
    return any(getattr(procedure, name) != value for name, value in fields.items())


def _save(rows: list[dict]) -> None:
    """Save all rows in one statement. Saving one by one would lock SQLite for half a minute.

    An existing procedure gets all columns of its row and is no longer sample data.
    """
    procedures = [Procedure(**fields) for fields in rows]
    for procedure in procedures:
        procedure.set_folded_text()
    Procedure.objects.bulk_create(
        procedures,
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=[*(name for name in COLUMNS if name != "code"), "is_sample", "folded_name", "folded_text"],
    )
    codes = [fields["code"] for fields in rows]
    # A version includes the uploaded forms, which the import does not change.
    saved = Procedure.objects.prefetch_related("form_files").in_bulk(codes, field_name="code").values()
    for procedure in saved:
        reversion.add_to_revision(procedure)
    record(*saved)
    refresh(Procedure, [procedure.pk for procedure in saved])
    if saved:
        ContentVersion.objects.bump()
