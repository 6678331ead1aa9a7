from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from saovang.redirects.models import stored_key


def fill_keys(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Compute the keys. Of rows with the same meaning, the first one entered stays."""
    keys = set()
    for redirect in apps.get_model("redirects", "Redirect").objects.order_by("pk").iterator():
        redirect.key = stored_key(redirect.old_path)
        if redirect.key in keys:
            redirect.delete()
        else:
            keys.add(redirect.key)
            redirect.save(update_fields=["key"])


class Migration(migrations.Migration):
    dependencies = [("redirects", "0001_initial")]

    operations = [
        migrations.AlterField(
            "redirect",
            "old_path",
            models.CharField(
                help_text="Phần sau tên miền, ví dụ: /tin-cu/123.html. Dán cả địa chỉ cũng được.",
                max_length=500,
                verbose_name="địa chỉ cũ",
            ),
        ),
        migrations.AddField(
            "redirect",
            "ignore_case",
            models.BooleanField(
                default=False,
                help_text="Dành cho địa chỉ của trang cũ chạy trên IIS hoặc SharePoint, ví dụ: /Pages/TinTuc.aspx.",
                verbose_name="không phân biệt chữ hoa, chữ thường",
            ),
        ),
        migrations.AddField(
            "redirect", "key", models.CharField(default="", editable=False, max_length=2000), preserve_default=False
        ),
        migrations.RunPython(fill_keys, migrations.RunPython.noop),
        migrations.AddConstraint(
            "redirect",
            models.UniqueConstraint(
                fields=("key",),
                name="redirect_key_unique",
                violation_error_message="Chuyển hướng cho địa chỉ này đã tồn tại.",
            ),
        ),
    ]
