"""Addresses of videos as people copy them, and the platform and address that they mean: for Python and JavaScript."""

KEY = "dQw4w9WgXcQ"
YOUTUBE = f"https://www.youtube.com/watch?v={KEY}"
FACEBOOK = "https://www.facebook.com"

VIDEO_ADDRESSES: list[tuple[str, tuple[str, str] | None]] = [
    (YOUTUBE, ("YouTube", YOUTUBE)),
    (f"  http://youtube.com/watch?v={KEY}&feature=shared&si=abc  ", ("YouTube", YOUTUBE)),
    (f"https://m.youtube.com/watch?app=desktop&list=PL1&v={KEY}&index=2", ("YouTube", YOUTUBE)),
    (f"https://youtu.be/{KEY}?si=trAcKiNg_1", ("YouTube", YOUTUBE)),
    (f"youtu.be/{KEY}", ("YouTube", YOUTUBE)),
    (f"HTTPS://YOUTU.BE/{KEY}/", ("YouTube", YOUTUBE)),
    (f"https://youtu.be/{KEY}?t=1m30s", ("YouTube", f"{YOUTUBE}&t=1m30s")),
    (f"{YOUTUBE}&t=95", ("YouTube", f"{YOUTUBE}&t=95")),
    (f"{YOUTUBE}&t=<b>", ("YouTube", YOUTUBE)),
    (f"https://youtu.be/{KEY}#t=1m30s", ("YouTube", f"{YOUTUBE}&t=1m30s")),
    (f"{YOUTUBE}#comments", ("YouTube", YOUTUBE)),
    (f"https://l.facebook.com/l.php?u=https%3A%2F%2Fyoutu.be%2F{KEY}&h=AT0", ("YouTube", YOUTUBE)),
    ("https://l.facebook.com/l.php?u=https%3A%2F%2Fl.facebook.com%2Fl.php", None),
    (f"www.youtube.com/shorts/{KEY}?feature=share", ("YouTube", YOUTUBE)),
    (f"https://www.youtube.com/live/{KEY}?si=x", ("YouTube", YOUTUBE)),
    (f"//www.youtube.com/embed/{KEY}?start=30&rel=0", ("YouTube", f"{YOUTUBE}&t=30")),
    (f"https://www.youtube-nocookie.com/embed/{KEY}", ("YouTube", YOUTUBE)),
    (
        f"{FACEBOOK}/xasaovang/videos/123456789012345/?mibextid=x",
        ("Facebook", f"{FACEBOOK}/xasaovang/videos/123456789012345/"),
    ),
    (
        "https://m.facebook.com/xa.sao.vang/videos/le-hoi/123456789012345",
        ("Facebook", f"{FACEBOOK}/xa.sao.vang/videos/123456789012345/"),
    ),
    (f"{FACEBOOK}/watch/?v=123456789&ref=sharing", ("Facebook", f"{FACEBOOK}/watch/?v=123456789")),
    ("https://vi-vn.facebook.com/watch/live/?ref=x&v=123456789", ("Facebook", f"{FACEBOOK}/watch/?v=123456789")),
    ("fb.com/reel/987654321", ("Facebook", f"{FACEBOOK}/reel/987654321/")),
    (f"{FACEBOOK}/xasaovang/reels/987654321/?s=ifu", ("Facebook", f"{FACEBOOK}/reel/987654321/")),
    (f"{FACEBOOK}/share/v/1AbCdEfGhI/?mibextid=x", ("Facebook", f"{FACEBOOK}/share/v/1AbCdEfGhI/")),
    ("https://fb.watch/aBc-d_1x/?mibextid=x", ("Facebook", "https://fb.watch/aBc-d_1x/")),
    (
        f"{FACEBOOK}/plugins/video.php?height=314&href=https%3A%2F%2Fwww.facebook.com%2Fxa%2Fvideos%2F123456%2F&t=0",
        ("Facebook", f"{FACEBOOK}/xa/videos/123456/"),
    ),
    (f"Xem {YOUTUBE}", None),
    (f"{YOUTUBE} nhé", None),
    ("https://www.youtube.com/@xasaovang", None),
    ("https://www.youtube.com/watch?v=ngan", None),
    (f"https://youtube.com.abc.vn/watch?v={KEY}", None),
    (f"https://abc.vn/youtube.com/watch?v={KEY}", None),
    (f"https://youtube.com@abc.vn/watch?v={KEY}", None),
    (f"{FACEBOOK}/xasaovang", None),
    (f"{FACEBOOK}/xasaovang/posts/123456789", None),
    (f"{FACEBOOK}/plugins/video.php?href=https://www.facebook.com/plugins/video.php", None),
    ("https://vimeo.com/123456789", None),
    (f"javascript:{YOUTUBE}", None),
    ("https://[::1/watch", None),
    ("", None),
]
