"""Life events, guide pages and form files in the link dialog of the editor."""

from collections.abc import Iterator

from procedures.models import FormFile, LifeEvent, RequestType
from saovang.adminsite.links import LinkTarget, title_matches


def find_life_events(query: str) -> Iterator[LinkTarget]:
    for life_event in LifeEvent.objects.all():
        if title_matches(query, life_event.title):
            yield LinkTarget(life_event.title, "Thủ tục theo việc", life_event.get_absolute_url())


def find_guide_pages(query: str) -> Iterator[LinkTarget]:
    for request_type in RequestType:
        if title_matches(query, request_type.label):
            yield LinkTarget(request_type.label, "Hướng dẫn", request_type.get_absolute_url())


def find_form_files(query: str) -> Iterator[LinkTarget]:
    for form_file in FormFile.objects.select_related("procedure"):
        if title_matches(query, f"{form_file.title} {form_file.procedure.name}"):
            yield LinkTarget(form_file.title, f"Biểu mẫu: {form_file.procedure.name}", form_file.get_absolute_url())
