"""Settings: one file, everything that differs between two portals comes from the environment or `.env`.

`.env.example` explains each variable. Nothing secret has a default.
"""

import mimetypes
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from csp.constants import NONCE, NONE, SELF
from django_prose_editor.config import html_tags
from environ import Env
from js_asset import static_lazy

from saovang.environment import Environment, WrongSettingError

BASE_DIR = Path(__file__).resolve().parent.parent
env = Environment(BASE_DIR / ".env")

# --- The place -------------------------------------------------------------------------------------

DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env.secret("SECRET_KEY")
ALLOWED_HOSTS = env.hosts("ALLOWED_HOSTS")
HTTPS = env.bool("HTTPS", default=True)
DATA_DIR = Path(env.str("DATA_DIR", default=str(BASE_DIR / ".data")))

ROOT_URLCONF = "saovang.urls"
WSGI_APPLICATION = "saovang.wsgi.application"

# The server reads these by itself (saovang/gunicorn.py); here they are checked.
env.str("BIND", default="127.0.0.1:8000")
env.int("WORKERS", default=2, least=1, most=64)
THREADS = env.int("THREADS", default=4, least=1, most=64)
LOG_LEVEL = env.str("LOG_LEVEL", default="warning", choices=["debug", "info", "warning", "error", "critical"])

# --- Apps and the way of a request -----------------------------------------------------------------

INSTALLED_APPS = [
    "saovang.core",
    "saovang.pagecache",
    "saovang.backup",
    "saovang.monitoring",
    "saovang.pages",
    "saovang.redirects",
    "saovang.search",
    "saovang.visits",
    "saovang.adminsite",
    "news",
    "procedures",
    "saovang.adminsite.apps.AdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "saovang.accounts",  # behind those whose admin it takes over
    "csp",
    "django_prose_editor",
    "pictures",
    "reversion",
]

MIDDLEWARE = [
    "django.middleware.gzip.GZipMiddleware",  # for servers without nginx; the WSGI layer sends cached pages compressed
    "saovang.pagecache.middleware.PageCacheMiddleware",  # cached pages carry the headers of those below
    "saovang.monitoring.logs.RequestIdMiddleware",
    # Headers first, so that static files, photos and errors carry them too.
    "django.middleware.security.SecurityMiddleware",
    "saovang.core.middleware.headers.ResourceHeadersMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "saovang.core.middleware.invalid_input.RejectInvalidInputMiddleware",
    "saovang.core.middleware.ip_allowlist.AdminIPAllowlistMiddleware",
    "saovang.pagecache.database_outage.DatabaseUnavailableMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "saovang.accounts.middleware.RequireMFAMiddleware",
    "axes.middleware.AxesMiddleware",
    "saovang.redirects.middleware.RedirectMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "news.context_processors.frame",
                "procedures.context_processors.contact",
                "saovang.pages.context_processors.pages",
            ]
        },
    }
]

# --- Language and time -----------------------------------------------------------------------------

LANGUAGE_CODE = "vi"
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True
USE_I18N = True
LOCALE_PATHS = [BASE_DIR / "saovang" / "core" / "locale"]  # goes before the Vietnamese of Django and the libraries
FORMAT_MODULE_PATH = "saovang.core.formats"

# --- Database and cache ----------------------------------------------------------------------------

DATABASE_URL = env.url(
    "DATABASE_URL",
    default=f"sqlite:///{DATA_DIR / 'db.sqlite3'}",
    schemes=("postgres", "postgresql", "sqlite"),
    example="postgres://người-dùng:mật-khẩu@máy:5432/tên",
)
DATABASES = {"default": Env.db_url_config(DATABASE_URL)}
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["CONN_MAX_AGE"] = 600
    DATABASES["default"]["OPTIONS"] = {
        # A transaction that reads first and writes later fails at once when another wrote in between;
        # one that takes the lock from the start waits its turn.
        "transaction_mode": "IMMEDIATE",
        "timeout": 10,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
else:
    DATABASES["default"]["OPTIONS"] = DATABASES["default"].get("OPTIONS", {}) | {
        # One for each thread of a process and each job of its pulse; a request waits a moment for one, not for ever.
        # By itself the pool tries again less and less often, in the end after two minutes; given up early, it begins
        # anew with whoever asks next, and so finds a database that is back.
        "pool": {"min_size": 1, "max_size": THREADS + 3, "timeout": 3, "reconnect_timeout": 5},
        # A database that vanished is noticed in seconds; without these a thread waits a quarter of an hour.
        "connect_timeout": 3,
        "tcp_user_timeout": 5000,
        "keepalives_idle": 10,
        "keepalives_interval": 3,
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHE_URL = env.url("CACHE_URL", default="", schemes=("redis", "rediss"), example="redis://máy:6379/0")
CACHES: dict[str, dict[str, Any]] = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
if CACHE_URL:
    CACHES["default"] = {
        "BACKEND": "saovang.core.cache.FailSafeRedisCache",
        "LOCATION": CACHE_URL,
        "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 1},
    }
# Without a shared cache each process would remember sessions of its own, signed-out ones too.
SESSION_ENGINE = "django.contrib.sessions.backends." + ("cached_db" if CACHE_URL else "db")

# --- Static files and media ------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = DATA_DIR / "media"
S3_BUCKET = env.str("S3_BUCKET", default="")
S3_ENDPOINT_URL = env.url("S3_ENDPOINT_URL", default="", schemes=("http", "https"), example="https://s3.example.vn")
S3_PUBLIC_HOST = env.str("S3_PUBLIC_HOST", default="")
S3_REGION = env.str("S3_REGION", default="")
S3_KEYS = {name: env.str(name, default="") for name in ("S3_ACCESS_KEY", "S3_SECRET_KEY")}
STORAGES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "saovang.media.storage.Disk"},
    "staticfiles": {"BACKEND": "saovang.core.staticfiles.StaticFiles"},
}
MEDIA_ORIGINS: list[str] = []  # where photos come from, beside the portal itself
if S3_BUCKET:
    for name, value in S3_KEYS.items():
        if not value:
            raise WrongSettingError(name, "chưa có: S3_BUCKET đã đặt thì phải có cả thiết lập này.")
    if not S3_PUBLIC_HOST and not S3_ENDPOINT_URL:
        raise WrongSettingError("S3_PUBLIC_HOST", "chưa có: trình duyệt cần biết lấy ảnh từ máy nào.")
    # Addresses are put together here: the library would take fifty times as long for each, and at a thread's first a
    # third of a second.
    public = urlsplit(f"https://{S3_PUBLIC_HOST}" if S3_PUBLIC_HOST else f"{S3_ENDPOINT_URL.rstrip('/')}/{S3_BUCKET}")
    MEDIA_ORIGINS = [f"{public.scheme}://{public.netloc}"]
    STORAGES["default"] = {
        "BACKEND": "saovang.media.s3.S3MediaStorage",
        "OPTIONS": {
            "bucket_name": S3_BUCKET,
            "endpoint_url": S3_ENDPOINT_URL or None,
            "region_name": S3_REGION or None,
            "access_key": S3_KEYS["S3_ACCESS_KEY"],
            "secret_key": S3_KEYS["S3_SECRET_KEY"],
            "custom_domain": f"{public.netloc}{public.path}",
            "url_protocol": f"{public.scheme}:",
            "querystring_auth": False,
            "file_overwrite": False,
        },
    }
if DEBUG:
    STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
# A bare Debian has no table of these.
mimetypes.add_type("image/webp", ".webp")
mimetypes.add_type("text/javascript", ".js")

# --- Photos and rich text --------------------------------------------------------------------------

PHOTO_MAX_BYTES = env.int("PHOTO_MAX_BYTES", default=30 * 1024 * 1024)
PHOTO_MAX_PIXELS = env.int("PHOTO_MAX_PIXELS", default=80_000_000)
ATTACHMENT_MAX_BYTES = env.int("ATTACHMENT_MAX_BYTES", default=25 * 1024 * 1024)
FILE_UPLOAD_HANDLERS = [
    "saovang.media.upload_handlers.MaxSizeUploadHandler",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
# Four widths of WebP: eight files with the defaults' AVIF and 2x would cost thirty times the CPU.
PICTURES = {
    "CONTAINER_WIDTH": 1600,
    "GRID_COLUMNS": 4,
    "FILE_TYPES": ["WEBP"],
    "PIXEL_DENSITIES": [1],
    "USE_PLACEHOLDERS": False,
    "PROCESSOR": "saovang.media.images.delete_variants",
}
DJANGO_PROSE_EDITOR_EXTENSIONS = [
    {
        "js": [static_lazy("js/photo-row.js")],
        "extensions": {
            "PhotoRow": html_tags(["figure"], {"figure": ["data-photos"]}),
            "TrailingNode": html_tags([]),  # a paragraph to go on behind a row; the library stores none
        },
    },
    {"js": [static_lazy("js/clean-paste.js")], "extensions": {"CleanPaste": html_tags([])}},
]
# Buttons only: the library's drop-down cannot be reached by keyboard.
DJANGO_PROSE_EDITOR_MENU_GROUPS = [
    {"group": group}
    for group in ("headings", "marks", "lists", "nodes -blockType -lists", "link", "photos", "table", "history")
]

# --- Procedures ------------------------------------------------------------------------------------

NOTICE_CHECK_DAYS = env.int("NOTICE_CHECK_DAYS", default=90)

# --- Visits ----------------------------------------------------------------------------------------

VISIT_COOKIE_NAME = "luot_truy_cap"

# --- Security --------------------------------------------------------------------------------------

SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = ["^healthz$", "^readyz$", "^metrics$"]  # asked from inside, past nginx
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_HSTS_SECONDS = 31536000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
# To be on the browsers' preload list is for the owner of the whole domain to decide, not for one host.
SILENCED_SYSTEM_CHECKS = ["security.W021"]
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "base-uri": [NONE],
        "connect-src": [SELF],
        "font-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "img-src": [SELF, "data:", *MEDIA_ORIGINS],
        "manifest-src": [SELF],
        "script-src": [SELF, NONCE],
        # The one <style> that the rich-text editor adds, by its content.
        "style-src": [SELF, "'sha256-PlumsSlvJ7vvWzjqibGAYKq92O3y/4JTxWWsWJvyUYA='"],
    }
}
# Nothing of a phone is any page's business; what is absent here no browser of today offers by itself.
PERMISSIONS_POLICY: dict[str, list[str]] = {
    feature: []
    for feature in (
        "accelerometer",
        "autoplay",
        "browsing-topics",
        "camera",
        "display-capture",
        "encrypted-media",
        "geolocation",
        "gyroscope",
        "hid",
        "idle-detection",
        "local-fonts",
        "magnetometer",
        "microphone",
        "midi",
        "payment",
        "screen-wake-lock",
        "serial",
        "usb",
        "xr-spatial-tracking",
    )
}
# Networks from which the desk is open; none named, it is open to all who can sign in.
ADMIN_ADDRESSES = env.networks("ADMIN_ADDRESSES")
METRICS_ADDRESSES = env.networks("METRICS_ADDRESSES")

# --- Signing in ------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in {
        "UserAttributeSimilarityValidator": {},
        "MinimumLengthValidator": {"min_length": 10},
        "CommonPasswordValidator": {},
        "NumericPasswordValidator": {},
    }.items()
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = LOGOUT_REDIRECT_URL = "admin:index"
# A session ends with the browser, on a shared computer above all, and after a working day in any case.
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_AGE = env.int("SESSION_HOURS", default=12) * 3600
TRUSTED_PROXIES = env.list("TRUSTED_PROXIES", default=["127.0.0.1", "::1"])

AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]  # together: nobody can lock out another from elsewhere
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=30)  # and as long is an attempt, with its address, kept
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_RESET_ON_SUCCESS = True
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
AXES_CLIENT_IP_CALLABLE = "saovang.core.http.get_client_ip"
AXES_LOCKOUT_CALLABLE = "saovang.accounts.views.locked_out"

ACCOUNT_ADAPTER = "saovang.accounts.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_AUTHENTICATED_LOGIN_REDIRECTS = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip,10/h/key"}  # of second steps
ACCOUNT_FORMS = {
    "login": "saovang.accounts.forms.SignInForm",
    "reauthenticate": "saovang.accounts.forms.PasswordAgainForm",
}
MFA_ADAPTER = "saovang.accounts.adapters.TwoStepsAdapter"
MFA_TOTP_ISSUER = "Bàn biên tập"
MFA_TOTP_TOLERANCE = 1  # a phone's clock may be half a minute off
MFA_FORMS = {
    "authenticate": "saovang.accounts.forms.CodeForm",
    "reauthenticate": "saovang.accounts.forms.CodeAgainForm",
    "activate_totp": "saovang.accounts.forms.TurnOnForm",
}

# --- Backup ----------------------------------------------------------------------------------------

BACKUP_DIR = Path(env.str("BACKUP_DIR", default=str(DATA_DIR / "backups")))
BACKUP_KEEP = env.int("BACKUP_KEEP", default=7, least=1)

# --- E-mail and what the server tells its log ------------------------------------------------------

EMAIL_URL = env.url(
    "EMAIL_URL",
    default="",
    schemes=("smtp", "smtp+tls", "smtp+ssl", "consolemail", "dummymail", "filemail"),
    example="smtp+tls://người-dùng:mật-khẩu@máy:587",
)
vars().update(Env.email_url_config(EMAIL_URL or "dummymail://"))
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.str("EMAIL_FROM", default="")
ADMINS = [("", email) for email in env.emails("ERROR_EMAILS")]
if ADMINS and not (EMAIL_URL and SERVER_EMAIL):
    raise WrongSettingError("ERROR_EMAILS", "cần có cả EMAIL_URL và EMAIL_FROM để gửi được thư.")
EMAIL_SUBJECT_PREFIX = "[Cổng thông tin] "

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "saovang.monitoring.logs.JsonFormatter"}},
    "handlers": {
        "stdout": {"class": "logging.StreamHandler", "stream": "ext://sys.stdout", "formatter": "json"},
        "mail": {"class": "saovang.monitoring.logs.ErrorMailHandler", "level": "ERROR"},
    },
    "root": {"handlers": ["stdout", "mail"] if ADMINS else ["stdout"], "level": LOG_LEVEL.upper()},
    "loggers": {
        "django": {"handlers": [], "level": "NOTSET"},  # to the root, not to Django's own e-mail with its cookies
        # Each address of nothing is a warning to Django; scanners ask for thousands.
        "django.request": {"level": "ERROR"},
        "django.security": {"level": "CRITICAL"},  # nor is what was refused an error of ours
    },
}
if DEBUG:
    del LOGGING["handlers"]["stdout"]["formatter"]

env.refuse_unknown()
