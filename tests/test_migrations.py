"""What `make check` says about migrations."""

from types import SimpleNamespace

import pytest
from django.db import migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState

from tests.tools import lint_migrations

BEFORE = migrations.CreateModel(
    "Tin",
    [
        ("id", models.BigAutoField(primary_key=True)),
        ("ten", models.CharField(max_length=100)),
        ("ghi_chu", models.CharField(max_length=100, null=True)),
    ],
    {"constraints": [models.UniqueConstraint(fields=["ten"], name="mot_ten")]},
)


def lint(*operations, package: str = "news", **attributes) -> list[str]:
    """Return the problems of a migration with these operations, the only one of its project."""
    state = ProjectState()
    BEFORE.state_forwards("news", state)
    attributes |= {"__module__": f"{package}.migrations.0002_thu", "operations": list(operations)}
    migration = type("Migration", (migrations.Migration,), attributes)("0002_thu", "news")
    loader = SimpleNamespace(disk_migrations={("news", "0002_thu"): migration}, project_state=lambda key, at_end: state)
    return lint_migrations.lint(loader)


@pytest.mark.parametrize(
    ("operation", "problem"),
    [
        (migrations.RemoveField("tin", "ten"), "reads the column"),
        (migrations.DeleteModel("Tin"), "reads the table"),
        (migrations.RenameField("tin", "ten", "tua"), "old name"),
        (migrations.RenameModel("Tin", "Bai"), "old name"),
        (migrations.AlterModelTable("tin", "bai"), "old name"),
        (migrations.AddField("tin", "muc", models.CharField(max_length=9, default="")), "inserts no value"),
        (migrations.AddField("tin", "muc", models.ForeignKey("news.Tin", models.CASCADE)), "inserts no value"),
        (migrations.AlterField("tin", "ghi_chu", models.CharField(max_length=100, default="")), "writes NULL"),
        (migrations.AlterField("tin", "ten", models.CharField(max_length=50)), "longer values"),
        (migrations.AlterField("tin", "ten", models.CharField(max_length=100, unique=True)), "value twice"),
        (migrations.AlterField("tin", "ten", models.IntegerField()), "old column"),
        (migrations.AlterField("tin", "ten", models.CharField(max_length=100, db_column="tua")), "old column"),
        (migrations.AddConstraint("tin", models.UniqueConstraint(fields=["ten"], name="hai_ten")), "refuses"),
        (migrations.AlterUniqueTogether("tin", {("ten", "ghi_chu")}), "refuses"),
        (migrations.RunSQL("DROP TABLE news_tin"), "nobody can tell"),
        (migrations.SeparateDatabaseAndState([migrations.RemoveField("tin", "ten")]), "reads the column"),
    ],
)
def test_lint_finds_what_old_code_does_not_survive(operation, problem):
    (found,) = lint(operation)
    assert found.startswith("news.0002_thu: ")
    assert problem in found


@pytest.mark.parametrize(
    "operation",
    [
        migrations.AddField("tin", "muc", models.CharField(max_length=9, null=True)),
        migrations.AddField("tin", "muc", models.CharField(max_length=9, default="", db_default="")),
        migrations.AddField("tin", "lien_quan", models.ManyToManyField("news.Tin")),
        migrations.AlterField("tin", "ten", models.CharField("tựa", max_length=200)),
        migrations.AlterField("tin", "ten", models.CharField(max_length=100, null=True)),
        migrations.AddIndex("tin", models.Index(fields=["ten"], name="theo_ten")),
        migrations.RemoveConstraint("tin", "mot_ten"),
        migrations.RunPython(migrations.RunPython.noop),
        migrations.SeparateDatabaseAndState(state_operations=[migrations.RemoveField("tin", "ten")]),
    ],
)
def test_lint_accepts_what_old_code_survives(operation):
    assert lint(operation) == []


def test_lint_accepts_new_model_with_all_it_has():
    new = migrations.CreateModel("Bai", [("id", models.BigAutoField(primary_key=True))])
    field = migrations.AddField("bai", "ten", models.CharField(max_length=9))
    assert lint(new, field) == []


@pytest.mark.parametrize("more", [{"initial": True}, {"is_contraction": True}, {"package": "django"}])
def test_lint_leaves_out_initial_and_later_contractions(more):
    assert lint(migrations.DeleteModel("Tin"), **more) == []


def test_lint_accepts_migrations_of_project():
    assert lint_migrations.lint(MigrationLoader(None)) == []
