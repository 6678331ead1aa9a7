"""Brings the rows of a sheet into the catalogue."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import reversion
from django.core.exceptions import ValidationError

from procedures.models import Procedure
from procedures.sheet import COLUMNS, Row
from saovang.accounts.models import User
from saovang.pagecache.models import ContentVersion
from saovang.search.index import refresh
from saovang.search.sources import source_of


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

    @property
    def stored(self) -> int:
        return self.added + self.changed


def import_procedures(rows: Iterable[Row], user: User | None = None) -> Report:
    """Add or, by their code, update the procedures of all rows that are in order; the report names the others.

    A row goes in whole or not at all, and so do all good rows together: in one transaction and one version.
    A procedure that no row names stays as it is.
    """
    report = Report()
    good: dict[str, dict[str, Any]] = {}
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
        changed = [fields for code, fields in good.items() if code not in known or _differs(known[code], fields)]
        _store(changed)
    report.added = len(good.keys() - known.keys())
    report.changed = len(changed) - report.added
    report.unchanged = len(good) - len(changed)
    return report


def _differs(procedure: Procedure, fields: dict) -> bool:
    return any(getattr(procedure, name) != value for name, value in fields.items())


def _store(rows: list[dict]) -> None:
    """Write all rows at once: one by one, with what follows each save, SQLite would be locked for half a minute.

    Of a procedure that is known by its code everything is written anew; it is no sample any longer.
    """
    procedures = [Procedure(**fields) for fields in rows]
    for procedure in procedures:
        procedure.fold()
    Procedure.objects.bulk_create(
        procedures,
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=[*(name for name in COLUMNS if name != "code"), "is_sample", "folded_name", "folded_text"],
    )
    codes = [fields["code"] for fields in rows]
    # The versions hold the files too, which stay with their procedure.
    stored = Procedure.objects.prefetch_related("form_files").in_bulk(codes, field_name="code").values()
    for procedure in stored:
        reversion.add_to_revision(procedure)
    refresh(source_of(Procedure), [procedure.pk for procedure in stored])
    if stored:
        ContentVersion.objects.bump()


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
