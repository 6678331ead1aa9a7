from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    name = "saovang.directory"
    verbose_name = "Danh bạ"
