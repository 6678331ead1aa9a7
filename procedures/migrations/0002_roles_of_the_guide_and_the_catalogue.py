from django.db import migrations

from saovang.roles import make_roles


class Migration(migrations.Migration):
    dependencies = [
        ("procedures", "0001_initial"),
        ("news", "0002_roles"),
    ]

    operations = [migrations.RunPython(make_roles, migrations.RunPython.noop)]
