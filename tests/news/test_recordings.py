"""Audio and video of an article: uploaded, played in the page, with poster and captions, and in lists and feeds."""

import io
import json
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from news.models import Article, Attachment, Photo, PreviewLink
from news.services.attachments import replace_captions
from news.services.erasing import erase, find_erasable
from news.services.history import restore, versions
from saovang.accounts.models import User
from saovang.media.files import attach_file
from saovang.pagecache.version import content_version
from saovang.uploads.services import attach
from tests import factories
from tests.media.recordings import M4A, SECRET, TURNED, VIDEO, located, mp3, mp4, picture, sound
from tests.media.test_captions import SRT, VTT
from tests.media.test_files import PDF
from tests.news import articles

pytestmark = pytest.mark.django_db
AUDIO = mp3(750)
DRAFT = {"status": "draft", "published_at": None}


def add(article: Article, content: bytes, name: str) -> Attachment:
    (attachment,) = attach(article, [attach_file(Attachment(), SimpleUploadedFile(name, content), name)])
    return attachment


def send(client, article: Article, content: bytes, name: str):
    return client.post(articles.at(article, "tep/"), {"file": SimpleUploadedFile(name, content)})


def send_captions(client, video: Attachment, content: str = SRT, **fields):
    url = articles.at(video.article, f"tep/{video.pk}/phu-de/")
    return client.post(url, {"file": SimpleUploadedFile("phu-de.srt", content.encode())} | fields)


def attachment_form(attachment: Attachment, **fields) -> dict:
    fields = {"id": attachment.pk, "title": attachment.title, "order": attachment.order} | fields
    counts = {"attachments-TOTAL_FORMS": 1, "attachments-INITIAL_FORMS": 1}
    return counts | {f"attachments-0-{name}": value for name, value in fields.items()}


def read(response) -> bytes:
    return b"".join(response.streaming_content)


def page_of(client, article: Article, path: str = "") -> str:
    return client.get(article.get_absolute_url() + path).content.decode()


@pytest.mark.parametrize(
    ("content", "said", "stored"),
    [
        (AUDIO, "12\xa0phút\xa030\xa0giây, MP3, 11,4\xa0MB", ("mp3", 750, None, None)),
        (M4A, "1\xa0phút\xa023\xa0giây, M4A", ("m4a", 83, None, None)),
        (mp4(picture(matrix=TURNED), sound(), located()), "1\xa0phút\xa023\xa0giây, MP4", ("mp4", 83, 720, 1280)),
    ],
)
def test_upload_recording(admin_client, content, said, stored):
    article = factories.article(**DRAFT)
    response = send(admin_client, article, content, "Bản tin số 12.wav")
    assert (response.status_code, said in response.content.decode()) == (200, True)
    recording = article.attachments.get()
    assert (recording.file_type, recording.duration, recording.width, recording.height) == stored
    assert (recording.title, recording.size) == ("Bản tin số 12", len(content))
    with recording.file.open() as file:
        assert SECRET not in file.read()


def test_upload_recording_refused(admin_client, media):
    response = send(admin_client, factories.article(**DRAFT), mp4(picture(kind="hvc1")), "IMG_0001.mp4")
    assert response.status_code == 422
    assert "Tương thích nhất" in response.content.decode()
    assert not any(path.is_file() for path in media.rglob("*"))


def test_article_page_plays_recordings(client):
    article = factories.article(body="<p>Lời của bản tin.</p>")
    cover, other = factories.photos(article, 2)
    Photo.objects.update(alt_text="Ảnh")
    for content, name in [(VIDEO, "Lễ ra quân.mp4"), (AUDIO, "Bản tin.mp3"), (PDF, "Kế hoạch.pdf"), (VIDEO, "b.mp4")]:
        add(article, content, name)
    Attachment.objects.filter(title="b").update(poster=other)
    audio, video = article.attachments.get(title="Bản tin"), article.attachments.get(title="Lễ ra quân")
    replace_captions(video, io.BytesIO(SRT.encode()))
    response = client.get(article.get_absolute_url())
    page = response.content.decode()
    assert f'<audio controls preload="none" src="{audio.file.url}" aria-label="Bản tin"></audio>' in page
    assert f'playsinline preload="none" src="{video.file.url}" width="1280" height="720"' in page
    assert page.index("<audio") < page.index("<p>Lời của bản tin.") < page.index("<video") < page.index("Kế hoạch")
    assert re.findall(r'poster="([^"]+)"', page) == [cover.variants[-1].url, other.variants[-1].url]
    assert f'label="Phụ đề tiếng Việt" src="/tep/{video.pk}/phu-de.vtt" default>' in page
    assert page.count("<track") == 1
    assert f'href="{audio.get_absolute_url()}" download aria-label="Tải về: Bản tin">' in page
    assert page.count("Kế hoạch") == 1
    assert "media-src 'self'" in response["Content-Security-Policy"]


def test_article_page_without_recordings_has_no_player(client):
    article = factories.article()
    add(article, PDF, "a.pdf")
    page = page_of(client, article)
    assert "recording" not in page
    assert "og:audio" not in page


def test_print_page_lists_recordings_with_url(client):
    article = factories.article()
    audio = add(article, AUDIO, "Bản tin.mp3")
    page = page_of(client, article, "in/")
    assert "<audio" not in page
    assert f"http://testserver{audio.get_absolute_url()}" in page
    assert "12\xa0phút\xa030\xa0giây, MP3" in page


def test_article_json_ld_describes_recordings(client):
    article = factories.article()
    audio, video = add(article, AUDIO, "Bản tin.mp3"), add(article, VIDEO, "Ra quân.mp4")
    data = re.search(r'ld\+json">(.*?"NewsArticle".*?)</script>', page_of(client, article))[1]
    data = json.loads(data)
    assert data["audio"] == [
        {
            "@type": "AudioObject",
            "name": "Bản tin",
            "contentUrl": f"http://testserver{audio.file.url}",
            "encodingFormat": "audio/mpeg",
            "uploadDate": data["datePublished"],
            "duration": "PT750S",
        }
    ]
    assert (data["video"][0]["@type"], data["video"][0]["duration"]) == ("VideoObject", "PT83S")
    assert data["video"][0]["contentUrl"].endswith(video.file.url)


def test_article_page_query_count_is_constant(client):
    article = factories.article()
    counts = []
    for number in range(3):
        add(article, VIDEO, f"{number}.mp4")
        content_version.refresh()
        with CaptureQueriesContext(connection) as queries:
            page_of(client, article)
        counts.append(len(queries))
    assert counts[1] == counts[2]


def test_captions_are_found(admin_client, client):
    video = add(factories.article("Ra quân"), VIDEO, "a.mp4")
    send_captions(admin_client, video, SRT.replace("Xin chào", "Tiêm phòng dại"))
    assert "Ra quân" in client.get("/tim-kiem/?q=phòng+dại").content.decode()


def test_feed_has_audio_as_enclosure(client):
    for number in range(3):
        article = factories.article(f"Bản tin {number}")
        add(article, VIDEO, "a.mp4")
        audio = add(article, AUDIO, "Bản tin.mp3")
    url = f"http://testserver{audio.get_absolute_url()}"
    rss = client.get("/rss/").content.decode()
    assert rss.count("<enclosure ") == 3
    assert f'<enclosure length="{audio.size}" type="audio/mpeg" url="{url}"' in rss
    assert f'href="{url}"' in client.get("/atom/").content.decode()


def test_lists_say_what_can_be_played(client):
    add(factories.article("Bản tin"), AUDIO, "a.mp3")
    add(factories.article("Ra quân"), VIDEO, "a.mp4")
    plan = factories.article("Kế hoạch")
    add(plan, PDF, "a.pdf")
    for path in ("/", "/tin-tuc/", plan.category.get_absolute_url()):
        page = client.get(path).content.decode()
        assert page.count("Có\xa0tiếng, 12\xa0phút\xa030\xa0giây") == 1, path
        assert page.count("Có\xa0phim, 1\xa0phút\xa023\xa0giây") == 1, path


@pytest.mark.parametrize(
    ("sent", "status", "expected", "content_range"),
    [
        ("bytes=0-", 206, VIDEO, f"bytes 0-{len(VIDEO) - 1}/{len(VIDEO)}"),
        ("bytes=0-0", 206, VIDEO[:1], f"bytes 0-0/{len(VIDEO)}"),
        ("bytes=100-199", 206, VIDEO[100:200], f"bytes 100-199/{len(VIDEO)}"),
        ("bytes=100-99999", 206, VIDEO[100:], f"bytes 100-{len(VIDEO) - 1}/{len(VIDEO)}"),
        ("bytes=-5", 206, VIDEO[-5:], f"bytes {len(VIDEO) - 5}-{len(VIDEO) - 1}/{len(VIDEO)}"),
        ("bytes=99999-", 416, b"", f"bytes */{len(VIDEO)}"),
        ("bytes=-0", 416, b"", f"bytes */{len(VIDEO)}"),
        ("bytes=9-1", 416, b"", f"bytes */{len(VIDEO)}"),
        ("bytes=0-1,5-6", 200, VIDEO, None),
        ("bytes=-", 200, VIDEO, None),
        ("lines=1-2", 200, VIDEO, None),
    ],
)
def test_recording_is_served_in_parts(client, sent, status, expected, content_range):
    video = add(factories.article(), VIDEO, "a.mp4")
    response = client.get(video.file.url, headers={"range": sent, "accept-encoding": "gzip"})
    assert (response.status_code, response.get("Content-Range")) == (status, content_range)
    assert (read(response) if response.streaming else response.content) == expected
    assert response["Content-Length"] == str(len(expected))
    assert response["Content-Type"] == "video/mp4"
    assert (response["Content-Disposition"], response["X-Content-Type-Options"]) == ("inline", "nosniff")
    assert "Content-Encoding" not in response


def test_recording_of_draft_plays_for_staff_and_preview_link(admin_client, client):
    article = factories.article(**DRAFT)
    video = add(article, VIDEO, "a.mp4")
    send_captions(admin_client, video)
    captions = f"/tep/{video.pk}/phu-de.vtt"
    for url in (video.file.url, captions):
        assert client.get(url).status_code == 404
        response = admin_client.get(url, headers={"range": "bytes=0-9"})
        assert (read(response) if response.streaming else response.content.decode()) in (VIDEO[:10], VTT)
        assert response["Cache-Control"] == "private, no-store"
    link = PreviewLink.objects.create(article=article)
    page = client.get(f"/xem-truoc/{link.token}/").content.decode()
    (captions,) = re.findall(r'<track [^>]*src="([^"]+)"', page)
    assert client.get(captions).content.decode() == VTT
    assert read(client.get(video.file.url, headers={"range": "bytes=0-9"})) == VIDEO[:10]
    link.delete()
    assert client.get(captions).status_code == 404


def test_captions_follow_the_article(admin_client, client):
    article = factories.article()
    video, audio = add(article, VIDEO, "a.mp4"), add(article, AUDIO, "a.mp3")
    url = f"/tep/{video.pk}/phu-de.vtt"
    assert client.get(url).status_code == 404
    response = send_captions(admin_client, video)
    assert (response.status_code, "có phụ đề" in response.content.decode()) == (200, True)
    response = client.get(url)
    assert (response.content.decode(), response["Content-Type"]) == (VTT, "text/vtt; charset=utf-8")
    assert send_captions(admin_client, video, "<html>").status_code == 422
    assert send_captions(admin_client, audio).content.decode() == "Chỉ phim mới có phụ đề."
    assert client.get(url).content.decode() == VTT
    Article.objects.update(status="withdrawn")
    assert client.get(url).status_code == 410


def test_captions_are_part_of_versions(admin_client, admin_user):
    article = factories.article(**DRAFT)
    video = add(article, VIDEO, "a.mp4")
    send_captions(admin_client, video)
    assert versions(article.pk).first().revision.comment == "Thay tệp phụ đề “a”"
    with_captions = versions(article.pk).first()
    admin_client.post(
        articles.at(article), articles.form(article, **attachment_form(video, without_captions="on", poster=""))
    )
    assert Attachment.objects.get().captions == ""
    page = admin_client.get(articles.at(article, f"history/{versions(article.pk).first().pk}/")).content.decode()
    assert f"Đổi phụ đề của tệp đính kèm {video.pk}: a" in page
    restore(with_captions, admin_user)
    assert Attachment.objects.get().captions == VTT


def test_captions_come_with_the_form_without_javascript(admin_client):
    article = factories.article(**DRAFT)
    video = add(article, VIDEO, "a.mp4")
    for content, message in [
        (b"<html>", "Không nhận được phụ đề “a.srt”: "),
        (SRT.encode(), "Đã thay phụ đề của “a”."),
    ]:
        file = {f"captions-{video.pk}": SimpleUploadedFile("a.srt", content)}
        sent = articles.form(article, **attachment_form(video, poster=""), **file)
        response = admin_client.post(articles.at(article), sent, follow=True)
        assert articles.messages(response)[1].startswith(message)
    assert Attachment.objects.get().captions.startswith("WEBVTT")


def test_poster_is_a_photo_of_the_article(admin_client, admin_user):
    article = factories.article(**DRAFT)
    (photo,), (foreign,) = factories.photos(article, 1), factories.photos(factories.article("Khác"), 1)
    video = add(article, VIDEO, "a.mp4")
    sent = articles.form(article, **attachment_form(video, poster=foreign.pk))
    assert "attachments-0-poster" in admin_client.post(articles.at(article), sent).content.decode()
    assert Attachment.objects.get().poster is None
    sent = articles.form(article, **attachment_form(video, poster=photo.pk))
    assert admin_client.post(articles.at(article), sent).status_code == 302
    assert Attachment.objects.get().poster == photo
    chosen = versions(article.pk).first()
    page = admin_client.get(articles.at(article, f"history/{chosen.pk}/")).content.decode()
    assert f"ảnh {photo.pk}" in page
    Photo.objects.filter(pk=photo.pk).delete()
    assert Attachment.objects.get().poster is None
    restore(chosen, admin_user)
    assert Attachment.objects.get().poster_id == photo.pk
    erase([row for row in find_erasable(article.pk) if isinstance(row, Photo)], "Lộ mặt trẻ em", admin_user)
    restore(chosen, admin_user)
    assert Attachment.objects.get().poster is None


def test_document_has_neither_poster_nor_captions(admin_client):
    article = factories.article(**DRAFT)
    add(article, PDF, "a.pdf")
    page = admin_client.get(articles.at(article)).content.decode()
    assert "attachments-0-title" in page
    assert "attachments-0-poster" not in page
    assert "captions-" not in page


def test_replace_recording_takes_its_duration(admin_client):
    article = factories.article(**DRAFT)
    video = add(article, VIDEO, "a.mp4")
    url = articles.at(article, f"tep/{video.pk}/")
    admin_client.post(url, {"file": SimpleUploadedFile("b.mp3", mp3(60))})
    recording = Attachment.objects.get()
    assert (recording.pk, recording.file_type, recording.duration, recording.width) == (video.pk, "mp3", 60, None)


def test_erased_recording_leaves_no_captions(admin_client, admin_user):
    article = factories.article(**DRAFT)
    video = add(article, VIDEO, "Bí mật.mp4")
    send_captions(admin_client, video)
    erase([row for row in find_erasable(article.pk) if isinstance(row, Attachment)], "Lộ", admin_user)
    assert not Attachment.objects.exists()
    stored = [version.serialized_data for row in versions(article.pk) for version in row.revision.version_set.all()]
    assert "Xin chào" not in "".join(stored)
    assert "Bí mật" not in "".join(row.revision.comment for row in versions(article.pk))


def test_captions_need_permission_to_change(client):
    video = add(factories.article(**DRAFT), VIDEO, "a.mp4")
    client.force_login(User.objects.create_user("khach", is_staff=True))
    assert send_captions(client, video).status_code == 403
    assert Attachment.objects.get().captions == ""
