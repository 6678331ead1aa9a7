"""Base of admins with a version history."""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from reversion.admin import VersionAdmin
from reversion.models import Version


class ScopedVersionAdmin(VersionAdmin):
    """Answer 404 for versions of other models.

    django-reversion's admin reverts whatever version the URL names, so the permission to change one model would allow
    to undo changes of another, as the publication of an article.
    """

    def recover_view(
        self, request: HttpRequest, version_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        self._get_version_or_404(version_id)
        return super().recover_view(request, version_id, extra_context)

    def revision_view(
        self, request: HttpRequest, object_id: str, version_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        self._get_version_or_404(version_id)
        return super().revision_view(request, object_id, version_id, extra_context)

    def _get_version_or_404(self, version_id: str) -> Version:
        content_type = ContentType.objects.get_for_model(self.model)
        return get_object_or_404(Version, pk=version_id, content_type=content_type)
