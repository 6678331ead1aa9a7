"""Malformed requests of a signed-in administrator."""

from collections.abc import Iterator
from html.parser import HTMLParser
from urllib.parse import urlencode

from tests.fuzz.public_requests import FORM
from tests.fuzz.raw_http import FuzzRequest, build_request

HUGE, LONG = "9" * 30, "a%20" * 1000
MODELS = """
    news/article news/category news/boundarychange procedures/procedure procedures/contactdetails
    procedures/feedbackaddress procedures/guideentry pages/page redirects/redirect search/placename
    pages/servicelink pages/task pages/headerimage visits/dailyvisits visits/legacyvisittotal accounts/user accounts/loginpolicy
    news/loudspeakersettings
""".split()
KEYS = f"""
    0 -1 {HUGE} 9223372036854775808 abc %00 1%00 1' ٣ 1.0 1e3 _00 _FF _5F %ff
""".split()
QUERIES = f"""
    o=%00 o=9 o=-9.-9 o={HUGE} o=a.b p=-1 p=0 p={HUGE} p=%00 p=x e=1 all= q=%00 q='%20OR%201=1-- q=%22 q=%5c
    q={LONG} q=%ed%a0%80 pk=%00 id=x id={HUGE} id__in=1,%00 id__gt=NaN id__regex=( title__regex=(a%2b)%2b$
    nothing__exact=1 password__startswith=a _popup=%00 _to_field=password _to_field=%00 _changelist_filters=%00
    _facets=%00 __= a__b__c=d published_at__year=0 published_at__year={HUGE}
    published_at__year=2026&published_at__month=13
    published_at__year=2026&published_at__month=2&published_at__day=31 published_at__year=%00
    published_at__gte=x published_at__year=2026&published_at__month=x category__id__exact=%00
    category__id__exact={HUGE} category__id__exact=x is_sample__exact=x field=%00 level__exact={HUGE}
    tinh-trang=%00 groups__id__exact=%00 groups__id__exact={HUGE} is_active__exact=2 lay-lai=%00 theo=%00
    den=0000-00-00 den=9999-12-31 den=0001-01-01 den=%00 theo=tuan&den=0001-01-03 tai-ve=%00
""".split()
SEARCHABLE = {
    "news/article",
    "procedures/procedure",
    "accounts/user",
}  # these have filters, dates and a search and get all QUERIES
COMMON_QUERIES = f"o={HUGE} p=%00 q=%00 id={HUGE} id__regex=( nothing__exact=1 _to_field=password".split()
VALUES = [
    "a\0b",
    "9" * 30,
    "\udcff",
    "x" * 10_000,
    "\x1b\u202e\ufffe",
    "0001-01-01",
    "9999-12-31T23:59",
]


class Form(HTMLParser):
    """The fields that a browser would submit from the largest form of a page, and the names of its file fields."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.fields: dict[str, str] = {}
        self.files: list[str] = []
        self._textarea = self._select = ""
        self._text = ""
        self.feed(page[page.find('id="content"') :])

    def handle_starttag(self, tag: str, attributes: list) -> None:
        values = dict(attributes)
        name = values.get("name") or ""
        if tag == "input" and values.get("type") == "file":
            self.files.append(name)
        elif (
            tag == "input"
            and name not in ("", "csrfmiddlewaretoken")
            and values.get("type") not in ("submit", "button")
        ):
            if values.get("type") not in ("checkbox", "radio") or "checked" in values:
                self.fields[name] = values.get("value") or ("on" if values.get("type") == "checkbox" else "")
        elif tag == "textarea":
            self._textarea, self._text = name, ""
        elif tag == "select":
            self._select = name
            self.fields[name] = ""
        elif tag == "option" and self._select and "selected" in values:
            self.fields[self._select] = values.get("value") or ""

    def handle_data(self, data: str) -> None:
        if self._textarea:
            self._text += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self._textarea:
            self.fields[self._textarea], self._textarea = self._text.removeprefix("\n"), ""
        elif tag == "select":
            self._select = ""


def urls(headers: dict[str, str]) -> Iterator[FuzzRequest]:
    for model in MODELS:
        for query in QUERIES if model in SEARCHABLE else COMMON_QUERIES:
            yield FuzzRequest(
                f"list {model} {query[:40]}", build_request(f"/quan-tri/{model}/?{query}", headers=headers)
            )
        for key in KEYS if model in SEARCHABLE else [HUGE, "%00", "abc"]:
            for page in ["change", "delete", "history"]:
                yield FuzzRequest(
                    f"{page} of {model} {key}", build_request(f"/quan-tri/{model}/{key}/{page}/", headers=headers)
                )
    for key in KEYS:
        for page in [
            "xem-truoc",
            "duong-dan",
            "chu-chua-luu",
            "dang",
            "tra-lai",
            "go-bai",
            "anh",
            "tep",
            "history/1",
            "password",
        ]:
            url = f"/quan-tri/{'accounts/user' if page == 'password' else 'news/article'}/{key}/{page}/"
            yield FuzzRequest(f"{page} of {key}", build_request(url, headers=headers))
        for path in [
            "procedures/procedure/recover/{}/",
            "procedures/procedure/1/history/{}/",
            "news/article/da-xoa/{}/",
        ]:
            yield FuzzRequest(f"version {key}", build_request(f"/quan-tri/{path.format(key)}", headers=headers))
        for path in [
            "r/{0}/{0}/",
            "r/1/{0}/",
            "jsi18n/?{0}",
            "news/article/truyen-thanh/?bai={0}&thu-tu-{0}={0}&q={0}",
            "news/article/thong-ke/?tu={0}&den={0}&tai-ve={0}",
            "autocomplete/?app_label={0}&model_name={0}&field_name={0}&term={0}",
        ]:
            yield FuzzRequest(f"admin {path} {key}", build_request(f"/quan-tri/{path.format(key)}", headers=headers))


def forms(url: str, form: Form, headers: dict[str, str]) -> Iterator[FuzzRequest]:
    """Yield the form with junk in all fields, with junk in one hidden field, and without one field."""
    form_headers = headers | {"Content-Type": FORM}

    def post(name: str, fields: dict[str, str]) -> FuzzRequest:
        return FuzzRequest(f"{url} {name}", build_request(url, "POST", form_headers, encode(fields)))

    for value in VALUES:
        yield post(
            f"all {value[:12]!r}",
            {name: initial if "_FORMS" in name else value for name, initial in form.fields.items()},
        )
    for name in form.fields:
        for value in ["a\0b", "-1"] if "_FORMS" in name or name.endswith("-id") else []:
            yield post(f"{name} {value[:12]!r}", form.fields | {name: value})
        yield post(f"without {name}", {key: value for key, value in form.fields.items() if key != name})


def encode(fields: dict[str, str]) -> bytes:
    return urlencode(fields, errors="surrogateescape").encode()
