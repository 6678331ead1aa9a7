from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "saovang.accounts"
    verbose_name = "Đăng nhập"

    def ready(self) -> None:
        from saovang.accounts.sweep import Sweep
        from saovang.pulse import pulse

        pulse.run(Sweep())
