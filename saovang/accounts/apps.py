from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.db.models.signals import post_migrate


class AccountsConfig(AppConfig):
    name = "saovang.accounts"
    verbose_name = "Tài khoản"

    def ready(self) -> None:
        from allauth.mfa import signals as mfa_signals

        from saovang.accounts import events, sessions
        from saovang.accounts.roles import sync_roles

        user_logged_in.connect(sessions.start)
        user_logged_out.connect(sessions.forget)
        user_login_failed.connect(events.sign_in_failed)
        mfa_signals.authenticator_added.connect(events.authenticator_added)
        mfa_signals.authenticator_reset.connect(events.authenticator_added)
        mfa_signals.authenticator_removed.connect(events.authenticator_removed)
        mfa_signals.authenticator_used.connect(events.authenticator_used)
        post_migrate.connect(sync_roles, sender=self)
