from django.apps import AppConfig


class VisitsConfig(AppConfig):
    name = "saovang.visits"
    verbose_name = "Lượt truy cập"
