"""Pages that choose photos and attachments of other articles, and that say where one is used.

A browser with JavaScript shows them in a dialog of the article's form (static/js/page-dialog.js).
"""

import re
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from news.admin.inlines import FileInline, PhotoInline, render_card
from news.admin.views import render_page
from news.models import Article
from news.permissions import can_view, get_article_or_404
from news.photo_rows import inline_photo_ids
from news.services.reuse import MAX_FILES, copy_files, find_copies, find_files
from saovang.accounts.http import AuthenticatedHttpRequest
from saovang.links.usage import Place, Places, find_places, targets_of

PER_PAGE = 24
MAX_QUERY_LENGTH = 200


def reuse_view(request: AuthenticatedHttpRequest, pk: int, inline: type[FileInline]) -> HttpResponse:
    """GET finds files of other articles, POST adds copies of the chosen ones.

    A script gets the forms of the new rows as JSON, or a message for the user with 4xx or 5xx.
    """
    article = get_article_or_404(request, pk, change=True)
    values = request.POST or request.GET
    chosen = [int(key) for key in values.getlist("chosen") if re.fullmatch("[0-9]{1,18}", key)][: MAX_FILES + 1]
    chosen = list(dict.fromkeys(chosen))
    form_key = _parse_key(values.get("form_key", ""))
    error = ""
    if request.method == "POST":
        try:
            rows = copy_files(request.user, article, inline.model, chosen, form_key)
        except ValidationError as refusal:
            error = " ".join(refusal.messages)
        except Article.DoesNotExist as refusal:  # deleted meanwhile
            raise Http404 from refusal
        if not request.accepts("text/html"):
            if error:
                return JsonResponse({"error": error}, status=422)
            return JsonResponse({"cards": [render_card(inline, article, row) for row in rows]})
        if not error:
            messages.success(request, f"Đã thêm {len(rows)} {inline.noun}.")
            return redirect("admin:news_article_change", pk)
    query = values.get("q", "")[:MAX_QUERY_LENGTH]
    page = Paginator(find_files(request.user, article, inline.model, query), PER_PAGE).get_page(values.get("p"))
    first = find_files(request.user, article, inline.model).filter(pk__in=chosen)
    files = [*first, *(row for row in page if row.pk not in chosen)]
    return render_page(
        request,
        "reuse.html",
        article,
        status=422 if error else 200,
        title=f"Dùng lại {inline.noun} đã có",
        files=files,
        chosen=chosen,
        page=page,
        query=query,
        form_key=form_key,
        error=error,
        noun=inline.noun,
        is_photo=inline is PhotoInline,
    )


def usage_view(request: AuthenticatedHttpRequest, pk: int, file_pk: int, inline: type[FileInline]) -> HttpResponse:
    """Show where a photo or an attachment is used: in its article, as a copy in others, and in texts with a link."""
    article = get_article_or_404(request, pk)
    row = get_object_or_404(inline.model._default_manager, pk=file_pk, article=article)
    articles = find_copies(row)
    copies = [_copy_place(request, copy) for copy in articles if can_view(request.user, copy) or copy.is_public]
    return render_page(
        request,
        "usage.html",
        article,
        title=f"Nơi dùng {inline.noun}",
        file=row,
        is_photo=inline is PhotoInline,
        is_cover=article.cover_id == row.pk,
        is_in_text=row.pk in inline_photo_ids(article.body),
        copies=Places(copies, len(articles) - len(copies)),
        places=find_places(request, targets_of(row)),
    )


def _copy_place(request: AuthenticatedHttpRequest, copy: Article) -> Place:
    if can_view(request.user, copy):
        return Place(str(copy), reverse("admin:news_article_change", args=[copy.pk]))
    return Place(str(copy), copy.get_absolute_url())


def _parse_key(text: str) -> UUID:
    """Return the key of the form, or a new one."""
    try:
        return UUID(text)
    except ValueError:
        return uuid4()
