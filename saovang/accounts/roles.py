"""Roles of staff and their permissions.

An account has one role, a group of that name. An account without the permission `news.publish_article` sees and
changes its own drafts only; the article admin checks this for each article.
"""

from django.contrib.auth.models import Group, Permission

AUTHOR = "Cộng tác viên"
EDITOR = "Biên tập viên"
ADMINISTRATOR = "Quản trị"

CRUD = "view add change delete"
PUBLISH = "news.publish_article"
ERASE = "news.erase_article"

_AUTHOR = {
    "news.category": "view",
    "news.article": CRUD,
    "news.photo": CRUD,
    "news.attachment": CRUD,
}
_EDITOR = _AUTHOR | {
    "news.article": f"{CRUD} publish",
    "news.category": CRUD,
    "news.boundarychange": CRUD,
    "news.changenote": CRUD,
    "news.loudspeakersettings": "view add change",
    "pages.headerimage": CRUD,
    "pages.servicelink": CRUD,
    "directory.body": CRUD,
    "directory.directions": CRUD,
    "directory.person": CRUD,
    "emergency.emergency": CRUD,
    "emergency.shelter": CRUD,
    "emergency.update": CRUD,
    "pages.task": CRUD,
    "links.linkeddomain": "view change",
    "opening_hours.specialhours": CRUD,
    "opening_hours.weeklysession": CRUD,
    "procedures.contactdetails": "view add change",
    "procedures.feedbackaddress": CRUD,
    "procedures.guideentry": "view change",
    "procedures.lifeevent": CRUD,
    "procedures.lifeeventprocedure": CRUD,
    "procedures.procedure": CRUD,
    "procedures.formfile": CRUD,
    "pages.page": CRUD,
    "pages.pagefile": CRUD,
    "pages.pagephoto": CRUD,
    "redirects.redirect": CRUD,
    "search.placename": CRUD,
    "search.synonym": CRUD,
    "search.unansweredquery": "view delete",
    "visits.dailyvisits": "view",
}
_ADMINISTRATOR = _EDITOR | {
    "news.article": f"{CRUD} publish erase",
    "directory.person": f"{CRUD} erase",
    "pages.page": f"{CRUD} erase",
    "accounts.loginpolicy": "view add change",
    "accounts.user": CRUD,
    "admin.logentry": "view",
    "journal.securityevent": "view",
    "notices.notice": "view",
    "visits.legacyvisittotal": "view add change",
}
ROLES = {AUTHOR: _AUTHOR, EDITOR: _EDITOR, ADMINISTRATOR: _ADMINISTRATOR}


def sync_roles(**signal: object) -> None:
    """Create the groups and grant them the permissions in ROLES. Connected to `post_migrate`; removes nothing."""
    permissions = {
        f"{permission.content_type.app_label}.{permission.codename}": permission
        for permission in Permission.objects.select_related("content_type")
    }
    for role, models in ROLES.items():
        group, _ = Group.objects.get_or_create(name=role)
        for label, actions in models.items():
            app, model = label.split(".")
            group.permissions.add(*(permissions[f"{app}.{action}_{model}"] for action in actions.split()))
