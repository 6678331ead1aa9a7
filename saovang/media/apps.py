from django.apps import AppConfig


class MediaConfig(AppConfig):
    name = "saovang.media"
    verbose_name = "Ảnh và tệp"
