"""Which texts link to an object of the portal: what deleting the object would break."""

import re
from collections.abc import Iterable, Iterator
from functools import reduce
from operator import or_
from typing import Any, NamedTuple
from urllib.parse import unquote, urlsplit

from django.contrib import admin
from django.db import models
from django.db.models import CASCADE, Q
from django.http import HttpRequest
from django.urls import reverse

from saovang.links.hosts import is_own_host, link_host, urls_in
from saovang.links.services import watched_fields


class Target(NamedTuple):
    """The paths of an object: a part that all of them have, and a regular expression that matches them."""

    part: str
    pattern: str


class Place(NamedTuple):
    """An object whose text has a link: "Trang: Giới thiệu", and where its reader can open it."""

    label: str
    url: str


class Places(NamedTuple):
    """Places that the user may see, and the number of others."""

    seen: list[Place]
    hidden: int

    @property
    def labels(self) -> str:
        """Return all in one sentence: "Trang: Giới thiệu; Bài viết: Lễ hội; 2 chỗ khác"."""
        others = [f"{self.hidden} chỗ khác mà bạn không có quyền xem"] if self.hidden else []
        return "; ".join([*(place.label for place in self.seen), *others])


def targets_of(*objects: Any) -> list[Target]:
    """Return the paths of the objects, of their stored files, and of the rows that are deleted with them."""
    targets: list[Target] = []
    for obj in objects:
        for url in _page_urls(obj):
            targets += _page_targets(url)
        targets += [_file_target(file.url) for name in _file_fields(type(obj)) if (file := getattr(obj, name))]
        for relation in obj._meta.related_objects:
            model = relation.related_model
            if relation.on_delete is CASCADE and (hasattr(model, "get_absolute_url") or _file_fields(model)):
                targets += targets_of(*model._base_manager.filter(**{relation.field.name: obj}))
    return targets


def links_to(text: str, targets: Iterable[Target]) -> bool:
    """Return True if plain text or sanitized HTML links to one of the targets."""
    pattern = re.compile("|".join(target.pattern for target in targets))
    urls = [text] if text.startswith("/") else urls_in(text)
    return any(pattern.fullmatch(path) for path in map(_own_path, urls) if path)


def find_links(targets: list[Target]) -> Iterator[models.Model]:
    """Yield the rows of all watched models whose texts link to one of the targets."""
    if not targets:
        return
    for model, fields in watched_fields.items():
        contains = [Q(**{f"{name}__contains": target.part}) for name in fields for target in targets]
        for row in model._default_manager.filter(reduce(or_, contains)):
            if any(links_to(getattr(row, name) or "", targets) for name in fields):
                yield row


def find_places(request: HttpRequest, targets: list[Target], *without: models.Model) -> Places:
    """Return where texts link to the targets, as the user may see it, besides the texts of the objects `without`."""
    owners = dict.fromkeys(_owner(row) for row in find_links(targets))
    places = [get_place(request, owner) for owner in owners if owner not in without]
    return Places([place for place in places if place], places.count(None))


def _owner(row: Any) -> models.Model:
    """Return the object whose form has the row: itself, or for a photo, what its first foreign key refers to."""
    if admin.site.is_registered(type(row)):
        return row
    return getattr(row, next(field.name for field in row._meta.concrete_fields if field.many_to_one))


def get_place(request: HttpRequest, owner: Any) -> Place | None:
    """Return an object with a link that the user may open, None if there is none."""
    opts = owner._meta
    label = f"{opts.verbose_name[:1].upper()}{opts.verbose_name[1:]}: {owner}"
    if admin.site.get_model_admin(type(owner)).has_view_permission(request, owner):
        return Place(label, reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[owner.pk]))
    return Place(label, owner.get_absolute_url()) if getattr(owner, "is_public", False) else None


def _page_urls(obj: Any) -> list[str]:
    if hasattr(obj, "get_public_urls"):
        return obj.get_public_urls()
    return [obj.get_absolute_url()] if hasattr(obj, "get_absolute_url") else []


def _file_fields(model: type[models.Model]) -> list[str]:
    return [field.name for field in model._meta.concrete_fields if isinstance(field, models.FileField)]


def _own_path(url: str) -> str:
    """Return the path of a URL of the portal, decoded; "" for another one, or one that is no URL."""
    try:
        if (host := link_host(url)) and not is_own_host(host):
            return ""
        return unquote(urlsplit(url.strip()).path)
    except ValueError:
        return ""


def _page_targets(url: str) -> list[Target]:
    """Return the target of a page, or of a document, whose key alone identifies it: /tep/5/ke-hoach.pdf."""
    path = _own_path(url)
    if "#" in url or not path.strip("/"):  # a place on a page that stays
        return []
    folder, _, name = path.rpartition("/")
    end = "/[^/]*" if name else "/?"
    return [Target(f"{folder}/" if name else folder, re.escape(folder) + end)]


def _file_target(url: str) -> Target:
    """Return the target of a stored file and, if it is a photo, of its variants."""
    stem = unquote(urlsplit(url).path).rpartition(".")[0]
    return Target(stem, re.escape(stem) + "[./].*")
