"""Find migrations after which the code of the release before would fail (`make check`).

An upgrade migrates while the old code runs, and a rollback runs the old code on the new database. So a release first
adds what is new, and a later one, whose predecessor no longer uses it, removes what is old. A migration of that later
release says so with `is_contraction = True` in its class. Initial migrations have no release before them.
"""

import os
import sys
from collections.abc import Iterator

import django
from django.db.migrations import Migration, operations
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ModelState, ProjectState
from django.db.models import Field, ManyToManyField
from django.db.models.fields import NOT_PROVIDED

PACKAGES = {"saovang", "news", "procedures"}
REMOVALS = {
    operations.DeleteModel: "old code reads the table",
    operations.RemoveField: "old code reads the column",
    operations.RenameModel: "old code uses the old name",
    operations.RenameField: "old code uses the old name",
    operations.AlterModelTable: "old code uses the old name",
    operations.AddConstraint: "old code may write what the constraint refuses",
    operations.AlterUniqueTogether: "old code may write what the constraint refuses",
    operations.RunSQL: "nobody can tell what it does to old code",
}


def find_problems(migration: Migration, state: ProjectState) -> Iterator[str]:
    """Yield each operation of `migration` that the code before it does not survive. `state` is that before it."""
    label, state = migration.app_label, state.clone()
    created = set()
    for operation in migration.operations:
        name = getattr(operation, "model_name_lower", "")
        if isinstance(operation, operations.CreateModel):
            created.add(operation.name_lower)
        elif name not in created and (problem := _problem(operation, state.models.get((label, name)))):
            yield f"{migration}: {operation.describe()}: {problem}"
        operation.state_forwards(label, state)


def _problem(operation: operations.base.Operation, model: ModelState | None) -> str:
    if isinstance(operation, operations.SeparateDatabaseAndState):
        return next(filter(None, (_problem(nested, model) for nested in operation.database_operations)), "")
    if isinstance(operation, operations.AddField):
        return "old code inserts no value: give it null=True or a db_default" if _is_required(operation.field) else ""
    if isinstance(operation, operations.AlterField) and model:
        return _narrowing(model.fields[operation.name], operation.field)
    return next((problem for kind, problem in REMOVALS.items() if isinstance(operation, kind)), "")


def _is_required(field: Field) -> bool:
    is_column = not isinstance(field, ManyToManyField)
    return is_column and not field.null and field.db_default is NOT_PROVIDED and not field.generated


def _narrowing(old: Field, new: Field) -> str:
    if old.get_internal_type() != new.get_internal_type() or old.db_column != new.db_column:
        return "old code uses the old column"
    if old.null and not new.null:
        return "old code writes NULL"
    if new.unique and not old.unique:
        return "old code may write a value twice"
    if new.max_length and (old.max_length or sys.maxsize) > new.max_length:
        return "old code writes longer values"
    return ""


def lint(loader: MigrationLoader) -> list[str]:
    """Return the problems of all migrations of the project after the initial ones."""
    return [
        problem
        for key, migration in sorted(loader.disk_migrations.items())
        if migration.__module__.partition(".")[0] in PACKAGES
        if not (migration.initial or getattr(migration, "is_contraction", False))
        for problem in find_problems(migration, loader.project_state(key, at_end=False))
    ]


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    problems = lint(MigrationLoader(None))
    for problem in problems:
        print(problem)
    return bool(problems)


if __name__ == "__main__":
    sys.exit(main())
