import pytest

from saovang.links.hosts import hosts_in, link_host


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://abc.com/x?y#z", "abc.com"),
        ("HTTPS://WWW.ABC.COM:8443", "abc.com"),
        ("//abc.com/x", "abc.com"),
        ("///abc.com/x", "abc.com"),
        ("\\\\abc.com\\x", "abc.com"),
        ("/\\abc.com", "abc.com"),
        ("https:abc.com", "abc.com"),
        ("https:/abc.com", "abc.com"),
        (" ht\ntps://ab\tc.com", "abc.com"),
        ("https://xa.gov.vn@abc.com/", "abc.com"),
        ("https://abc.com\\@xa.gov.vn/", "abc.com"),
        ("https://abc.com#@xa.gov.vn", "abc.com"),
        ("https://abc%2ecom/", "abc.com"),
        ("https://ａｂｃ。com./", "abc.com"),
        ("https://tinhoạ.vn/", "xn--tinho-n11b.vn"),
        ("https://xn--tinho-n11b.vn/", "xn--tinho-n11b.vn"),
        ("https://[::1]:80/", "[::1]"),
        ("https://a..b/", "a..b"),
        ("https://abc%00%0a.com/", "abc.com"),
        ("/tin-tuc/", ""),
        ("#muc-1", ""),
        ("?page=2", ""),
        ("abc.com", ""),
        ("mailto:a@abc.com", ""),
        ("tel:0912345678", ""),
        ("", ""),
    ],
)
def test_link_host(url, host):
    assert link_host(url) == host


@pytest.mark.parametrize(
    ("text", "hosts"),
    [
        ('<p><a href="https://abc.com">a</a> <a title="href=" href="//d.vn?a&amp;b">d</a></p>', {"abc.com", "d.vn"}),
        ("Theo https://bao.vn/tin. Xem thêm (www.abc.com), //x.vn", {"bao.vn", "abc.com", "x.vn"}),
        ("Tờ khai | https://e.vn/a.docx\nĐơn | http://f.vn", {"e.vn", "f.vn"}),
        ("<p>a@b.vn, 12//30, tỷ lệ 1://2, tin.pdf, /tin//cu</p>", set()),
        ("https://testserver/tin https://127.0.0.1:8000/", set()),
    ],
)
def test_hosts_in(text, hosts):
    assert hosts_in(text) == hosts


def test_own_media_host_is_not_foreign(settings):
    settings.MEDIA_ORIGINS = ["https://anh.example.vn"]
    assert hosts_in("https://anh.example.vn/a.jpg https://example.vn/") == {"example.vn"}
