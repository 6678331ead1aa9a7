"""The article admin as a browser uses it: URLs, signed-in clients and form data."""

from datetime import datetime, timedelta

from django.contrib.contenttypes.models import ContentType
from django.test import Client
from django.utils import timezone

from news.forms import edit_version
from news.models import Article
from saovang.accounts.models import User
from saovang.adminsite.models import Autosave

LIST = "/quan-tri/news/article/"
ADD = f"{LIST}add/"
# Arguments of `factories.article` for each status.
STATES = {
    "draft": {"status": "draft", "published_at": None},
    "waiting": {"status": "waiting", "published_at": None},
    "scheduled": {"published_at": timezone.now().replace(second=0, microsecond=0) + timedelta(days=30)},
    "published": {},
    "withdrawn": {"status": "withdrawn"},
}


def at(article: Article, page: str = "change/") -> str:
    return f"{LIST}{article.pk}/{page}"


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def form(article: Article, **fields) -> dict:
    """Return the form data of `article` as the browser sends it, with the values and the button in `fields`."""
    article = Article.objects.get(pk=article.pk)
    data = {
        "title": article.title,
        "slug": article.slug,
        "category": article.category_id,
        "summary": article.summary,
        "body": article.body,
        "author": article.author,
        "source": article.source,
        **time("published_at", article.published_at),
        **time("alert_until", article.alert_until),
        "base_version": edit_version(article),
        "includes_autosave": "",
        "attachments-TOTAL_FORMS": 0,
        "attachments-INITIAL_FORMS": 0,
        "change_notes-TOTAL_FORMS": 0,
        "change_notes-INITIAL_FORMS": 0,
    }
    photos = list(article.photos.all())
    data |= {"photos-TOTAL_FORMS": len(photos), "photos-INITIAL_FORMS": len(photos)}
    for index, photo in enumerate(photos):
        data |= {
            f"photos-{index}-id": photo.pk,
            f"photos-{index}-article": article.pk,
            f"photos-{index}-caption": photo.caption,
            f"photos-{index}-alt_text": photo.alt_text,
            f"photos-{index}-order": photo.order,
            **({f"photos-{index}-decorative": "on"} if photo.decorative else {}),
        }
    return data | fields


def time(name: str, value: datetime | None) -> dict[str, str]:
    """Return the values of the date and the time input of a field."""
    local = value and timezone.localtime(value)
    return {f"{name}_0": f"{local:%Y-%m-%d}" if local else "", f"{name}_1": f"{local:%H:%M}" if local else ""}


def autosave(article: Article, user: User, key: str, **fields: str) -> Autosave:
    """Return an autosave of the article, which is not stored yet."""
    content_type = ContentType.objects.get_for_model(Article)
    lists = {name: [value] for name, value in fields.items()}
    return Autosave(content_type=content_type, object_id=str(article.pk), user=user, form_key=key, fields=lists)


def confirmation(response) -> dict[str, str]:
    """Return what the form sends with "Gửi duyệt" once its check list has been read."""
    return {"confirmed_checklist": response.context["adminform"].form.confirmed_checklist}


def messages(response) -> list[str]:
    return [str(message) for message in response.context["messages"]]
