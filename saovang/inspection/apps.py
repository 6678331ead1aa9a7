from django.apps import AppConfig


class InspectionConfig(AppConfig):
    name = "saovang.inspection"
    verbose_name = "Nhìn từ bên ngoài"

    def ready(self) -> None:
        from saovang.adminsite.dashboard import dashboard
        from saovang.inspection.dashboard import last_inspection

        dashboard.register(last_inspection)
