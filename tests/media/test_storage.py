import pytest

from tests import factories


@pytest.mark.django_db
def test_serve_media_headers(client):
    (photo,) = factories.photos(factories.article(), 1)
    for url, mime_type in [(photo.image.url, "image/jpeg"), (photo.variants[0].url, "image/webp")]:
        response = client.get(url)
        assert response.status_code == 200
        assert response["Content-Type"] == mime_type
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["Cache-Control"] == "public, max-age=31536000, immutable"
        assert len(b"".join(response.streaming_content)) > 100


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "status"),
    [("", 404), ("anh", 404), ("anh/", 404), ("trang.html", 404), ("khong-co.jpg", 404)]
    + [("../db.sqlite3", 404), ("%2e%2e/bi-mat.jpg", 400), ("..%2fbi-mat.jpg", 400)],
)
def test_serve_media_serves_nothing_else(client, media, path, status):
    (media / "anh").mkdir()
    (media / "trang.html").write_text("<script>")
    (media.parent / "bi-mat.jpg").write_bytes(b"secret")
    response = client.get(f"/media/{path}")
    assert response.status_code == status
    assert "secret" not in response.content.decode()
