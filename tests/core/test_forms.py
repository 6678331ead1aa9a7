"""Text in all forms of the admin site: cleaned, and never cut."""

import unicodedata

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.admin import ModelAdmin
from django.db import models
from django.forms import BaseModelForm

from news.forms import ArticleForm
from news.models import Category
from saovang.core import forms as core_forms
from saovang.core.fields import CleanTextMixin
from saovang.core.forms import CleanCharField, CleanEmailField, CleanSlugField, CleanTextareaField, CleanURLField
from tests import factories

pytestmark = pytest.mark.django_db

ADMIN_MODELS = [
    model
    for model in apps.get_models()
    if admin.site.is_registered(model) and model.__module__.split(".")[0] in ("saovang", "news", "procedures")
]


def decomposed(text: str) -> str:
    return unicodedata.normalize("NFD", text)


def admin_forms(model: type[models.Model], request) -> list[type[BaseModelForm]]:
    model_admin: ModelAdmin = admin.site.get_model_admin(model)
    forms_of_inlines = [inline.get_formset(request).form for inline in model_admin.get_inline_instances(request)]
    return [model_admin.get_form(request), *forms_of_inlines]


def text_fields(form: type[BaseModelForm]) -> dict[str, CleanTextMixin]:
    fields = {field.name: field for field in form._meta.model._meta.concrete_fields}
    return {name: fields[name] for name in form.base_fields if isinstance(fields.get(name), CleanTextMixin)}


@pytest.mark.parametrize("model", ADMIN_MODELS, ids=lambda model: model._meta.label)
def test_admin_form_cleans_text_before_it_validates(model, rf, admin_user):
    request = rf.get("/")
    request.user = admin_user
    for form in admin_forms(model, request):
        names = text_fields(form)
        bound_form = form(dict.fromkeys(names, "L\u202eễ\x00\x0bh\xadộI "))
        bound_form.is_valid()
        values = {bound_form.cleaned_data[name] for name in names if name in bound_form.cleaned_data}
        assert values <= {"Lễ hộI", "Lễ\nhộI"}
        codes = {error.code for errors in bound_form.errors.as_data().values() for error in errors}
        assert codes & {"null_characters_not_allowed", "max_length"} == set()


def test_admin_form_accepts_longest_decomposed_title(admin_client):
    title = "ệ" * 250
    data = {"title": f" {decomposed(title)}\u200b", "category": factories.category().pk, "base_version": ""}
    form = ArticleForm(data | {"slug": "", "summary": "", "body": "", "author": "", "source": ""})
    form.is_valid()
    assert form.cleaned_data.get("title") == title


@pytest.mark.parametrize(
    ("field", "dirty", "clean"),
    [
        (CleanEmailField(), " ubnd@\u200bexample.vn\u00ad", "ubnd@example.vn"),
        (CleanURLField(assume_scheme="https"), "\ufeffhttps://example.vn/\u200b ", "https://example.vn/"),
        (CleanSlugField(), "ｌｅ-hoi\u200b", "le-hoi"),
        (CleanTextareaField(), "Một \r\n\r\nhai\vba ", "Một\n\nhai\nba"),
        (CleanCharField(), "Một\r\nhai", "Một hai"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_form_field_cleans_before_it_validates(field, dirty, clean):
    assert field.clean(dirty) == clean


def test_form_rejects_duplicate_in_other_normal_form(admin_client):
    factories.category("Lễ hội", slug="le-hoi")
    data = {"name": decomposed("Lễ hội"), "slug": "khac", "order": "1"}
    response = admin_client.post("/quan-tri/news/category/add/", data)
    assert response.status_code == 200
    assert Category.objects.count() == 1


@pytest.mark.parametrize("model", ADMIN_MODELS, ids=lambda model: model._meta.label)
def test_form_lets_no_browser_cut_text(model, rf, admin_user):
    request = rf.get("/")
    request.user = admin_user
    for form in admin_forms(model, request):
        fields = [field for field in form().fields.values() if isinstance(field, core_forms.CleanTextMixin)]
        assert [field.widget for field in fields if "maxlength" in field.widget.attrs] == []


def test_form_with_long_text_keeps_it_and_says_how_long_it_is(admin_client):
    data = {"name": "a" * 400, "slug": "a", "order": "1"}
    response = admin_client.post("/quan-tri/news/category/add/", data)
    assert "Nhiều nhất 60 ký tự, ở đây đã dài 400 ký tự." in response.content.decode()
    assert f'value="{"a" * 400}"' in response.content.decode()
