"""Text in all forms of the admin site: normalized to NFC, and never cut."""

import unicodedata

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.admin import ModelAdmin
from django.db import models
from django.forms import BaseModelForm, PasswordInput, Textarea, TextInput

from news.models import Category
from saovang.core.forms import NFCModelForm
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
    return [model_admin.get_form(request), *(inline.form for inline in model_admin.get_inline_instances(request))]


@pytest.mark.parametrize("model", ADMIN_MODELS, ids=lambda model: model._meta.label)
def test_form_normalizes_text(model, rf, admin_user):
    request = rf.get("/")
    request.user = admin_user
    for form in admin_forms(model, request):
        text_fields = [
            name
            for name, field in form.base_fields.items()
            if type(field).__name__ == "CharField" and not isinstance(field.widget, PasswordInput)
        ]
        bound_form = form({name: decomposed("Lễ hội") for name in text_fields})
        bound_form.is_valid()
        values = {bound_form.cleaned_data[name] for name in text_fields if name in bound_form.cleaned_data}
        assert values <= {"Lễ hội"}


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
        if issubclass(form, NFCModelForm):
            widgets = [
                field.widget for field in form().fields.values() if isinstance(field.widget, TextInput | Textarea)
            ]
            assert [widget for widget in widgets if "maxlength" in widget.attrs] == []


def test_form_with_long_text_keeps_it_and_says_how_long_it_is(admin_client):
    data = {"name": "a" * 400, "slug": "a", "order": "1"}
    response = admin_client.post("/quan-tri/news/category/add/", data)
    assert "Nhiều nhất 60 ký tự, ở đây đã dài 400 ký tự." in response.content.decode()
    assert f'value="{"a" * 400}"' in response.content.decode()
