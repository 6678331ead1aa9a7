from django.apps import AppConfig, apps
from django.contrib import admin
from django.db.models.signals import post_delete


class JournalConfig(AppConfig):
    name = "saovang.journal"
    verbose_name = "Nhật ký"

    def ready(self) -> None:
        """Record deletions of the models that staff can delete. This app is installed after the admin site."""
        from saovang.journal.services import record_deletion

        for model in apps.get_models():
            if admin.site.is_registered(model) and "delete" in model._meta.default_permissions:
                post_delete.connect(record_deletion, sender=model)
