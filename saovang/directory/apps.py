from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    name = "saovang.directory"
    verbose_name = "Danh bạ"

    def ready(self) -> None:
        from saovang.core.menu import MenuItem, menu

        menu.register(MenuItem("Liên hệ", "directory:index", order=60))
