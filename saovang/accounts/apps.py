from django.apps import AppConfig
from django.db.models.signals import post_migrate


class AccountsConfig(AppConfig):
    name = "saovang.accounts"
    verbose_name = "Tài khoản"

    def ready(self) -> None:
        from saovang.accounts.roles import sync_roles

        post_migrate.connect(sync_roles, sender=self)
