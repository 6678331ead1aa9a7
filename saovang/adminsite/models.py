from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone
from django.utils.datastructures import MultiValueDict


class AutosaveQuerySet(models.QuerySet["Autosave"]):
    def of_form(self, model: type[models.Model], object_id: str) -> "AutosaveQuerySet":
        """Return the autosaves of an object, or of new ones if `object_id` is ""."""
        return self.filter(content_type=ContentType.objects.get_for_model(model), object_id=object_id)


class Autosave(models.Model):
    """Unsaved changes in one open form of the admin site.

    `object_id` is the key of the object as text, "" for a new one. `form_key` is random and identifies the open form.
    `fields` holds lists of values by input name, as the browser sent them. Never deleted by age: it may be the only
    copy of a text.
    """

    content_type = models.ForeignKey(ContentType, models.CASCADE, related_name="+", verbose_name="loại")
    object_id = models.CharField(max_length=64, blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="người gõ", db_index=False
    )
    form_key = models.CharField(max_length=32, blank=True)
    fields = models.JSONField("nội dung")
    saved_at = models.DateTimeField("lúc", auto_now=True)

    objects = AutosaveQuerySet.as_manager()

    class Meta:
        verbose_name = "chữ chưa lưu"
        verbose_name_plural = "chữ chưa lưu"
        ordering = ["-saved_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "content_type", "object_id", "form_key"], name="admin_autosave_unique_form"
            )
        ]

    def __str__(self) -> str:
        return f"chữ gõ lúc {timezone.localtime(self.saved_at):%H:%M %d/%m/%Y}"

    @property
    def data(self) -> MultiValueDict:
        """Return what the browser sent, as the data of a form."""
        return MultiValueDict(self.fields)

    @property
    def reference(self) -> str:
        """Return a value that names this autosave as it is now, and none that is stored later."""
        return f"{self.pk}@{self.saved_at.isoformat()}"
