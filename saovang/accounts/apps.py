from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.db.models.signals import post_migrate


class AccountsConfig(AppConfig):
    name = "saovang.accounts"
    verbose_name = "Tài khoản"

    def ready(self) -> None:
        from saovang.accounts import sessions
        from saovang.accounts.roles import sync_roles

        user_logged_in.connect(sessions.start)
        user_logged_out.connect(sessions.forget)
        post_migrate.connect(sync_roles, sender=self)
