"""Pages that choose photos and documents of other owners, and that say where one is used.

A browser with JavaScript shows them in a dialog of the owner's form (static/js/page-dialog.js).
"""

import re
from typing import Any
from uuid import UUID, uuid4

from django.contrib import admin, messages
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from saovang.accounts.http import AuthenticatedHttpRequest
from saovang.links.usage import Places, find_places, get_place, targets_of
from saovang.media.photo_rows import inline_photo_ids
from saovang.media.photos import BasePhoto
from saovang.uploads.inlines import FileInline, card_response, get_owner
from saovang.uploads.reuse import MAX_FILES, copy_files, find_copies, find_files
from saovang.uploads.services import kind_of, similar_kinds

PER_PAGE = 24
MAX_QUERY_LENGTH = 200


def reuse_view(request: AuthenticatedHttpRequest, pk: int, inline: type[FileInline]) -> HttpResponse:
    """GET finds files of other owners, POST adds copies of the chosen ones.

    A script gets the forms of the new rows as JSON, or a message for the user with 4xx or 5xx.
    """
    owner = get_owner(request, inline, pk, change=True)
    values = request.POST or request.GET
    kinds = similar_kinds(kind_of(inline.model).model)
    labels = values.getlist("kind")  # of the kind that was shown, then of the button that shows another one
    kind = next((kind for kind in kinds if [kind.label] == labels[-1:]), kinds[0])
    chosen = [int(key) for key in values.getlist("chosen") if re.fullmatch("[0-9]{1,18}", key)][: MAX_FILES + 1]
    chosen = list(dict.fromkeys(chosen)) if len({*labels}) < 2 else []
    form_key = _parse_key(values.get("form_key", ""))
    error = ""
    if request.method == "POST":
        try:
            rows = copy_files(request.user, owner, kind_of(inline.model).model, chosen, form_key, kind.model)
        except ValidationError as refusal:
            error = " ".join(refusal.messages)
        except ObjectDoesNotExist as refusal:  # deleted meanwhile
            raise Http404 from refusal
        if not request.accepts("text/html"):
            if error:
                return JsonResponse({"error": error}, status=422)
            return JsonResponse({"cards": [card_response(inline, owner, row).text for row in rows]})
        if not error:
            messages.success(request, f"Đã thêm {len(rows)} {inline.noun}.")
            return redirect(_change_url(owner))
    query = values.get("q", "")[:MAX_QUERY_LENGTH]
    page = Paginator(find_files(request.user, owner, kind.model, query), PER_PAGE).get_page(values.get("p"))
    first = find_files(request.user, owner, kind.model).filter(pk__in=chosen)
    files = [*first, *(row for row in page if row.pk not in chosen)]
    return _render_page(
        request,
        "uploads/reuse.html",
        owner,
        inline,
        status=422 if error else 200,
        title=f"Dùng lại {inline.noun} đã có",
        files=files,
        chosen=chosen,
        page=page,
        query=query,
        form_key=form_key,
        error=error,
        kind=kind,
        kinds=kinds,
    )


def usage_view(request: AuthenticatedHttpRequest, pk: int, file_pk: int, inline: type[FileInline]) -> HttpResponse:
    """Show where a file is used: by its owner, as a copy by others, and in texts with a link."""
    owner = get_owner(request, inline, pk)
    model = kind_of(inline.model).model
    row: Any = get_object_or_404(model._default_manager, pk=file_pk, **{model.OWNER_FIELD: owner})
    copies = [get_place(request, copy) for copy in find_copies(row)]
    return _render_page(
        request,
        "uploads/usage.html",
        owner,
        inline,
        title=f"Nơi dùng {inline.noun}",
        file=row,
        is_cover=getattr(owner, "cover_id", None) == row.pk,
        is_in_text=row.pk in inline_photo_ids(owner.body),
        copies=Places([copy for copy in copies if copy], copies.count(None)),
        places=find_places(request, targets_of(row)),
    )


def _render_page(
    request: HttpRequest, template: str, owner: Any, inline: type[FileInline], status: int = 200, **context: Any
) -> HttpResponse:
    context |= {
        **admin.site.each_context(request),
        "owner": owner,
        "owner_url": _change_url(owner),
        "owner_noun": kind_of(inline.model).model.OWNER_NOUN,
        "opts": owner._meta,
        "noun": inline.noun,
        "is_photo": issubclass(inline.model, BasePhoto),
    }
    return render(request, template, context, status=status)


def _change_url(owner: Any) -> str:
    return reverse(f"admin:{owner._meta.app_label}_{owner._meta.model_name}_change", args=[owner.pk])


def _parse_key(text: str) -> UUID:
    """Return the key of the form, or a new one."""
    try:
        return UUID(text)
    except ValueError:
        return uuid4()
