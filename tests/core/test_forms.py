"""What every form of the desk does alike."""

import unicodedata

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.admin import ModelAdmin
from django.db import models
from django.forms import BaseModelForm, PasswordInput

from news.models import Category
from tests import factories

pytestmark = pytest.mark.django_db

OURS = [
    model
    for model in apps.get_models()
    if admin.site.is_registered(model) and model.__module__.split(".")[0] in ("saovang", "news", "procedures")
]


def decomposed(text: str) -> str:
    return unicodedata.normalize("NFD", text)


def forms_of(model: type[models.Model], request) -> list[type[BaseModelForm]]:
    desk: ModelAdmin = admin.site.get_model_admin(model)
    return [desk.get_form(request), *(inline.form for inline in desk.get_inline_instances(request))]


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_letters_typed_in_pieces_are_taken_in_one(model, rf, admin_user):
    request = rf.get("/")
    request.user = admin_user
    for form in forms_of(model, request):
        texts = [
            name
            for name, field in form.base_fields.items()
            if type(field).__name__ == "CharField" and not isinstance(field.widget, PasswordInput)
        ]
        sent = form({name: decomposed("Lễ hội") for name in texts})
        sent.is_valid()
        taken = {sent.cleaned_data[name] for name in texts if name in sent.cleaned_data}
        assert taken <= {"Lễ hội"}


def test_a_name_that_looks_the_same_is_the_same(admin_client):
    factories.category("Lễ hội", slug="le-hoi")
    sent = {"name": decomposed("Lễ hội"), "slug": "khac", "order": "1"}
    response = admin_client.post("/quan-tri/news/category/add/", sent)
    assert response.status_code == 200
    assert Category.objects.count() == 1
