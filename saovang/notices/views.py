from django.contrib import admin, messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from saovang.accounts.http import AuthenticatedHttpRequest
from saovang.notices.forms import NoticeSettingsForm
from saovang.notices.kinds import kinds
from saovang.notices.services import choose_kinds, disabled_kinds, is_mail_set_up


def notice_settings(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Show the kinds of notices that the user may get, as boxes to tick. POST saves the choice."""
    offered = kinds.for_user(request.user)
    names = [kind.name for kind in offered]
    disabled = disabled_kinds(request.user)
    initial = {"kinds": [name for name in names if name not in disabled]}
    form = NoticeSettingsForm(offered, request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        choose_kinds(request.user, names, form.cleaned_data["kinds"])
        messages.success(request, "Đã lưu loại thư muốn nhận.")
        return redirect("notice_settings")
    context = admin.site.each_context(request) | {
        "title": "Thư báo việc",
        "form": form,
        "is_mail_set_up": is_mail_set_up(),
    }
    status = 422 if form.errors else 200
    return render(request, "notices/settings.html", context, status=status)
