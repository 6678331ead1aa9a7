from django.db import migrations

from saovang.roles import make_roles


class Migration(migrations.Migration):
    """Editors keep the links to services, the old names of places and the changes of boundaries."""

    dependencies = [("news", "0006_search_index")]

    operations = [migrations.RunPython(make_roles, migrations.RunPython.noop)]
