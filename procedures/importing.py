"""Brings the rows of a sheet into the catalogue."""

from collections.abc import Iterable
from dataclasses import dataclass, field

import reversion
from django.core.exceptions import ValidationError

from procedures.models import Procedure
from procedures.sheet import COLUMNS, Row


@dataclass
class BadRow:
    number: int
    name: str
    faults: list[str]


@dataclass
class Report:
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    bad: list[BadRow] = field(default_factory=list)


def import_procedures(rows: Iterable[Row], user=None) -> Report:
    """Add or, by their code, update the procedures of all rows that are in order; the report names the others.

    A row goes in whole or not at all, and so do all good rows together: in one transaction and one version.
    A procedure that no row names stays as it is.
    """
    report, good = Report(), {}
    for row in rows:
        faults = _faults(row, good)
        if faults:
            name = row.fields.get("name") or row.fields.get("code") or ""
            report.bad.append(BadRow(row.number, name[:120], faults))
        else:
            good[row.fields["code"]] = row.fields
    with reversion.create_revision(atomic=True):
        if user:
            reversion.set_user(user)
        reversion.set_comment("Nhập từ bảng tính.")
        known = Procedure.objects.in_bulk(good, field_name="code")
        for code, fields in good.items():
            _store(known.get(code), fields, report)
    return report


def _faults(row: Row, good: dict) -> list[str]:
    """What is wrong with a row, a sentence a column."""
    faults = dict(row.faults)
    procedure = Procedure(**row.fields)
    try:
        procedure.clean_fields(exclude={"folded_name", "folded_text", *faults})
        procedure.clean()
    except ValidationError as error:
        faults |= {name: _sentence(errors) for name, errors in error.error_dict.items()}
    if procedure.code in good:
        faults["code"] = f"Mã “{procedure.code}” đã có ở một dòng trên."
    return [f"{heading}: {faults[name]}" for name, (heading, _) in COLUMNS.items() if name in faults]


def _sentence(errors: list[ValidationError]) -> str:
    if any(error.code == "blank" for error in errors):
        return "Ô còn trống."
    return " ".join(message for error in errors for message in error.messages)


def _store(procedure: Procedure | None, fields: dict, report: Report) -> None:
    if procedure is None:
        Procedure.objects.create(**fields)
        report.added += 1
    elif any(getattr(procedure, name) != value for name, value in fields.items()):
        for name, value in fields.items():
            setattr(procedure, name, value)
        procedure.is_sample = False
        procedure.save()
        report.changed += 1
    else:
        report.unchanged += 1
