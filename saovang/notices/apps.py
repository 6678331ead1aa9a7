from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "saovang.notices"
    verbose_name = "Thư báo việc"
