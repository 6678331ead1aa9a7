"""Who may do what at the desk, said once. A migration makes the roles; one that adds a line here makes them again.

An account has one role, as a group of that name. Without the permission to publish, `news.publish_article`,
an account sees and changes its own drafts only; the desk asks for that at each article.
"""

from django.apps import apps as live_apps
from django.apps.registry import Apps

AUTHOR = "Cộng tác viên"
EDITOR = "Biên tập viên"
ADMINISTRATOR = "Quản trị"

_WORDS = {"view": "Xem", "add": "Thêm", "change": "Sửa", "delete": "Xóa", "publish": "Đăng, trả lại và gỡ"}
_ALL = "view add change delete"

_AUTHOR = {
    "news.category": "view",
    "news.article": _ALL,
    "news.photo": _ALL,
    "news.attachment": _ALL,
}
_EDITOR = _AUTHOR | {
    "news.article": f"{_ALL} publish",
    "news.category": _ALL,
    "news.boundarychange": _ALL,
    "news.changenote": _ALL,
    "links.servicelink": _ALL,
    "procedures.contactdetails": "view add change",
    "procedures.feedbackaddress": _ALL,
    "procedures.matter": "view change",
    "procedures.procedure": _ALL,
    "procedures.formfile": _ALL,
    "pages.page": _ALL,
    "redirects.redirect": _ALL,
    "search.placename": _ALL,
    "visits.dailyvisits": "view",
}
_ADMINISTRATOR = _EDITOR | {
    "accounts.signinrules": "view add change",
    "admin.logentry": "view",
    "auth.group": _ALL,
    "auth.user": _ALL,
    "visits.carriedovervisits": _ALL,
}
ROLES = {AUTHOR: _AUTHOR, EDITOR: _EDITOR, ADMINISTRATOR: _ADMINISTRATOR}


def make_roles(apps: Apps = live_apps, schema_editor: object = None) -> None:
    """Give every role what stands in ROLES, making group and permission where they are missing. Takes nothing away.

    Django makes the permissions only after all migrations, so those that are missing are made here.
    """
    content_types = apps.get_model("contenttypes", "ContentType").objects
    permissions = apps.get_model("auth", "Permission").objects
    for role, models in ROLES.items():
        group, _ = apps.get_model("auth", "Group").objects.get_or_create(name=role)
        for label, actions in models.items():
            app, model = label.split(".")
            content_type, _ = content_types.get_or_create(app_label=app, model=model)
            for action in actions.split():
                permission, _ = permissions.get_or_create(
                    content_type=content_type,
                    codename=f"{action}_{model}",
                    defaults={"name": f"{_WORDS[action]} {_name(label)}"},
                )
                group.permissions.add(permission)


def _name(label: str) -> str:
    try:
        return str(live_apps.get_model(label)._meta.verbose_name)
    except LookupError:  # of an app that is gone or not there yet
        return label
