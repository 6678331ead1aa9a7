"""What saving an article's form would change, if somebody else has saved the article since the form was opened."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, cast

from django.db.models import Model
from django.forms.models import BaseInlineFormSet

from news.forms import ArticleForm
from news.models import Article, Attachment, ChangeNote, Photo
from news.services.diff import diff_snapshots, label_for, row_name
from news.services.history import ArticleSnapshot
from news.summaries import summarize
from saovang.adminsite.form_data import model_label, row_prefixes, unmatched_texts

ROW_MODELS = (Photo, Attachment, ChangeNote)  # also those that the form does not have any more


def report_conflict(form: ArticleForm, formsets: Sequence[BaseInlineFormSet]) -> dict[str, Any]:
    """Return the differences between the stored article and the validated form, and sentences about other rows.

    Then the form can be sent again. A form with other errors is shown once more when these are corrected, because a
    field with an error is not among the differences.
    """
    stored = {name: getattr(form.original, name).all() for name in ("photos", "attachments", "change_notes")}
    typed = stored | {str(formset.prefix): _rows_after_saving(formset) for formset in formsets}
    before, after = _snapshot(form.original, stored), _snapshot(form.instance, typed)
    after.fields["summary"] = after.fields["summary"] or summarize(after.fields["body"])  # as `Article.save()` does
    cover = form.data.get("cover", "")
    if cover in {str(key) for key in after.photos}:
        after.fields["cover_id"] = int(cover)
    elif not cover:  # nobody chose one, so it is the first photo that readers see
        photos = sorted(cast(list[Photo], typed["photos"]), key=lambda photo: photo.order)
        after.fields["cover_id"] = next((photo.pk for photo in photos if form.instance.shows(photo)), None)
    notes = [note for formset in formsets for note in _describe_other_rows(formset, form.data)]
    if texts := ", ".join(f"“{text}”" for text in unmatched_texts(form.data, ROW_MODELS, formsets)):
        notes.append(f"Chỗ của những chữ sau nay không còn, nên lưu lần nữa cũng không giữ chúng: {texts}.")
    if len(form.errors) == len(form.non_field_errors()) == 1 and all(formset.is_valid() for formset in formsets):
        form.accept_conflict()
    return {"changes": diff_snapshots(before, after), "notes": notes}


def _snapshot(article: Article, rows: dict[str, Iterable[Model]]) -> ArticleSnapshot:
    parts = {
        name: {row.pk or -number: _values(row) for number, row in enumerate(part, start=1)}
        for name, part in rows.items()
    }
    return ArticleSnapshot(_values(article), **parts)


def _values(row: Model) -> dict[str, Any]:
    return {field.attname: field.value_from_object(row) for field in row._meta.concrete_fields}


def _rows_after_saving(formset: BaseInlineFormSet) -> list[Model]:
    """Return the formset's rows with the form's values, without the deleted ones. It may be invalid."""
    deleted = {form.instance.pk for form in formset.initial_forms if form.cleaned_data.get("DELETE")}
    new = [form.instance for form in formset.extra_forms if form.has_changed() and not form.cleaned_data.get("DELETE")]
    return [row for row in formset.get_queryset() if row.pk not in deleted] + new


def _describe_other_rows(formset: BaseInlineFormSet, data: Mapping[str, str]) -> list[str]:
    """Describe the rows that `data` lacks, because they were added since, and those that were deleted since."""
    label = model_label(formset)
    sent = row_prefixes(data, str(formset.prefix))
    added = [row for row in formset.get_queryset() if str(row.pk) not in sent]
    keys = [form.data.get(form.add_prefix("id")) for form in formset.initial_forms if form.instance.pk is None]
    return [
        f"Bản kia có thêm {row_name(label, row.pk)}: {label_for(_values(row))}. Lưu lần nữa vẫn giữ." for row in added
    ] + [f"Bản kia đã bỏ {label} {key}. Lưu lần nữa không đưa trở lại." for key in keys if key]
