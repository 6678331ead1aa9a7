from django.apps import AppConfig
from django.db.models.signals import post_migrate


class AccountsConfig(AppConfig):
    name = "saovang.accounts"
    verbose_name = "Đăng nhập"

    def ready(self) -> None:
        from saovang.accounts.cleanup import Sweep
        from saovang.accounts.roles import sync_roles
        from saovang.core.background import runner

        runner.register(Sweep())
        post_migrate.connect(sync_roles, sender=self)
