"""Django settings. What differs between two portals is read from environment variables or `.env`.

`.env.example` explains each variable. No secret has a default.
"""

import mimetypes
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from csp.constants import NONCE, NONE, SELF
from django_prose_editor.config import html_tags
from js_asset import static_lazy
from whitenoise.compress import Compressor

from saovang.core.blocks import allow_class
from saovang.env import Env, InvalidSettingError

BASE_DIR = Path(__file__).resolve().parent.parent
env = Env(BASE_DIR)

# Regular expressions for parts of a URL.
HOST, PORT = r"([\w.-]+|\[[0-9A-Fa-f:]+\])", ":[0-9]{1,5}"
SERVER = f"{HOST}({PORT})?"

# --- Basics ----------------------------------------------------------------------------------------

DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env.secret("SECRET_KEY")
ALLOWED_HOSTS = env.hosts("ALLOWED_HOSTS")
HTTPS = env.bool("HTTPS", default=True)
# A browser accepts such a cookie only from this host, over HTTPS and for all paths: no other site can set it.
COOKIE_PREFIX = "__Host-" if HTTPS else ""
DATA_DIR = BASE_DIR / env.str("DATA_DIR", default=".data")

ROOT_URLCONF = "saovang.urls"
WSGI_APPLICATION = "saovang.wsgi.application"

# For gunicorn, which gets them from `python -m saovang.env` (saovang/gunicorn.py).
BIND = env.match("BIND", default="127.0.0.1:8000", pattern=rf"{HOST}{PORT}|unix:/\S+", example="127.0.0.1:8000")
WORKERS = env.integer("WORKERS", default=2, min_value=1, max_value=64)
THREADS = env.integer("THREADS", default=4, min_value=1, max_value=64)
LOG_LEVEL = env.choice("LOG_LEVEL", default="warning", choices=["debug", "info", "warning", "error", "critical"])

# --- Apps and middleware ---------------------------------------------------------------------------

INSTALLED_APPS = [
    "saovang.core",
    "saovang.pagecache",
    "saovang.media",
    "saovang.backup",
    "saovang.monitoring",
    "saovang.pages",
    "saovang.directory",
    "saovang.opening_hours",
    "saovang.emergency",
    "saovang.redirects",
    "saovang.search",
    "saovang.visits",
    "saovang.adminsite",
    "saovang.demo",
    "saovang.imports",
    "news",
    "procedures",
    "saovang.links",
    "saovang.inspection",
    "saovang.notices",
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
    "saovang.journal",  # after the admin site
    "saovang.accounts",  # after the apps whose admin it replaces
    "csp",
    "django_prose_editor",
    "reversion",
]

MIDDLEWARE = [
    "saovang.core.middleware.CompressionMiddleware",  # without nginx; the WSGI layer sends cached pages compressed
    "saovang.pagecache.middleware.PageCacheMiddleware",  # cached pages carry the headers of those below
    "saovang.core.middleware.RequestIdMiddleware",
    # Headers first, so that static files, photos and errors carry them too.
    "django.middleware.security.SecurityMiddleware",
    "saovang.core.middleware.ResourceHeadersMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # Headers that say what a document may do: nearly a kilobyte. ResourceHeadersMiddleware has those of other files.
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "saovang.core.middleware.RejectInvalidInputMiddleware",
    "saovang.core.middleware.AdminIPAllowlistMiddleware",
    "saovang.pagecache.middleware.DatabaseUnavailableMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "saovang.accounts.sessions.SessionLimitsMiddleware",
    "saovang.links.middleware.LinkedDomainMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "saovang.accounts.mfa.RequireMFAMiddleware",
    "axes.middleware.AxesMiddleware",
    "saovang.media.middleware.PrivateMediaMiddleware",
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
                "news.context_processors.navigation",
                "procedures.context_processors.contact",
                "saovang.pages.context_processors.pages",
                "saovang.opening_hours.context_processors.weekly_sessions",
                "saovang.emergency.context_processors.emergency",
            ]
        },
    }
]

# --- Language and time -----------------------------------------------------------------------------

LANGUAGE_CODE = "vi"
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True
USE_I18N = True
LOCALE_PATHS = [BASE_DIR / "saovang" / "core" / "locale"]  # overrides Django and libraries
FORMAT_MODULE_PATH = "saovang.core.formats"

# --- Database and cache ----------------------------------------------------------------------------

DATABASE_URL = env.match(
    "DATABASE_URL",
    default=f"sqlite:///{quote(str(DATA_DIR / 'db.sqlite3'))}",
    pattern=rf"postgres(ql)?://([^\s/?#]+@)?({SERVER})?/?(/[^\s/?#@]+)+(\?\S+)?|sqlite:///[^?#]+",
    example="postgres://người-dùng:mật-khẩu@máy:5432/tên",
)
DATABASES = {"default": Env.db_url_config(DATABASE_URL)}
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["CONN_MAX_AGE"] = 600
    DATABASES["default"]["OPTIONS"] = {
        # A transaction that reads before it writes fails at once if another one wrote in between. IMMEDIATE takes
        # the write lock at its start and waits for it.
        "transaction_mode": "IMMEDIATE",
        "timeout": 10,
        # FULL: what was acknowledged survives a power cut. Visits are written with less (saovang/visits/counter.py).
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
    }
else:
    DATABASES["default"]["OPTIONS"] = DATABASES["default"].get("OPTIONS", {}) | {
        # A connection for each thread and each background job. A request waits 3 seconds for one.
        # By default the pool doubles its retry interval up to two minutes. With a short reconnect_timeout it gives up
        # and the next request starts a new attempt, so a database that is back is found sooner.
        "pool": {"min_size": 1, "max_size": THREADS + 3, "timeout": 3, "reconnect_timeout": 5},
        # Detect a lost database within seconds. Without these a thread waits 15 minutes.
        "connect_timeout": 3,
        "tcp_user_timeout": 5000,
        "keepalives_idle": 10,
        "keepalives_interval": 3,
        # Compiling a search of many conditions takes longer than its execution.
        "options": "-c jit=off",
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHE_URL = env.match(
    "CACHE_URL",
    default="",
    pattern=rf"rediss?://([^\s/?#]*@)?{SERVER}(/[0-9]*)?(\?\S+)?",
    example="redis://máy:6379/0",
)
# In the database, because all processes and nodes must share rate limits and used one-time codes.
CACHES: dict[str, dict[str, Any]] = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "core_cacheentry",
        # A full cache evicts rows, and rate limits must survive requests from many addresses.
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}
# With Redis, a session is read from the database only if Redis does not have it.
SESSION_ENGINE = "django.contrib.sessions.backends.db"
if CACHE_URL:
    SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
    SESSION_CACHE_ALIAS = "sessions"
    CACHES["sessions"] = {
        "BACKEND": "saovang.core.cache.FailSafeRedisCache",
        "LOCATION": CACHE_URL,
        "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 1},
    }

# --- Static files and media ------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_ALLOW_ALL_ORIGINS = False  # Cross-Origin-Resource-Policy is same-origin
# Only developer tools request source maps; compressing them would double the time of collectstatic (4.5 s).
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = (*Compressor.SKIP_COMPRESS_EXTENSIONS, "map")
MEDIA_URL = "/media/"
MEDIA_ROOT = DATA_DIR / "media"
S3_BUCKET = env.str("S3_BUCKET", default="")
S3_ENDPOINT_URL = env.match(
    "S3_ENDPOINT_URL", default="", pattern=rf"https?://{SERVER}(/[^\s?#]*)?", example="https://s3.example.vn"
)
S3_CUSTOM_DOMAIN = env.match(
    "S3_CUSTOM_DOMAIN", default="", pattern=rf"{SERVER}(/[^\s?#]*)?", example="anh.example.vn hoặc anh.example.vn/kho"
)
S3_REGION = env.str("S3_REGION", default="")
S3_KEYS = {name: env.str(name, default="") for name in ("S3_ACCESS_KEY", "S3_SECRET_KEY")}
STORAGES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "saovang.media.storage.LocalMediaStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
MEDIA_ORIGINS: list[str] = []  # origins of photos and recordings, for the Content-Security-Policy
if S3_BUCKET:
    for name, value in S3_KEYS.items():
        if not value:
            raise InvalidSettingError(name, "chưa có: S3_BUCKET đã đặt thì phải có cả thiết lập này.")
    if not S3_CUSTOM_DOMAIN and not S3_ENDPOINT_URL:
        raise InvalidSettingError("S3_CUSTOM_DOMAIN", "chưa có: trình duyệt cần biết lấy ảnh từ máy nào.")
    # custom_domain is always set: without it, boto3 builds each URL, which takes fifty times as long, and a third of
    # a second for the first one in a thread.
    bucket_url = f"{S3_ENDPOINT_URL.rstrip('/')}/{S3_BUCKET}"
    public = urlsplit(f"https://{S3_CUSTOM_DOMAIN}" if S3_CUSTOM_DOMAIN else bucket_url)
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
            "max_memory_size": 10 * 2**20,  # what is larger is read into a temporary file
        },
    }
if DEBUG:
    STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
# A minimal Debian has no /etc/mime.types.
mimetypes.add_type("image/webp", ".webp")
mimetypes.add_type("text/javascript", ".js")

# --- Photos and rich text --------------------------------------------------------------------------

PHOTO_MAX_BYTES = env.integer("PHOTO_MAX_BYTES", default=30 * 2**20, min_value=1, max_value=2**30)
PHOTO_MAX_PIXELS = env.integer("PHOTO_MAX_PIXELS", default=80_000_000, min_value=1, max_value=10**9)
ATTACHMENT_MAX_BYTES = env.integer("ATTACHMENT_MAX_BYTES", default=25 * 2**20, min_value=1, max_value=2**30)
RECORDING_MAX_BYTES = env.integer("RECORDING_MAX_BYTES", default=200 * 2**20, min_value=1, max_value=2**30)
# Of one article. More would not fit into its form.
ARTICLE_MAX_PHOTOS = 300
ARTICLE_MAX_ATTACHMENTS = 50
# The form of an article sends eight fields for each photo and seven for each attachment; 500 are for everything else.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 8 * ARTICLE_MAX_PHOTOS + 7 * ARTICLE_MAX_ATTACHMENTS + 500
# Browsers send an empty part for each file field without a file, and each attachment has two such fields.
DATA_UPLOAD_MAX_NUMBER_FILES = 100 + 2 * ARTICLE_MAX_ATTACHMENTS
# On the disk: Debian 13 has /tmp in memory, where large recordings would not fit.
FILE_UPLOAD_TEMP_DIR = "/var/tmp"  # noqa: S108 – files are created with random names
FILE_UPLOAD_HANDLERS = [
    "saovang.media.upload_handlers.MaxSizeUploadHandler",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
DJANGO_PROSE_EDITOR_EXTENSIONS = [
    {
        "js": [static_lazy("js/photo-row.js")],
        "extensions": {
            "PhotoRow": html_tags(["figure"], {"figure": ["data-photos"]}),
            "TrailingNode": html_tags([]),  # an empty paragraph to type in after a row; it is not stored
        },
    },
    {
        "js": [static_lazy("js/writing-aids.js")],
        "extensions": {"WritingAids": html_tags([]), "Fullscreen": html_tags([])},
    },
    {
        "js": [static_lazy("js/clean-paste.js"), static_lazy("js/link.js")],  # link.js replaces the library's Link
        "extensions": {"CleanPaste": html_tags([]), "ButtonLink": allow_class("a", "button")},
    },
    {
        "js": [static_lazy("js/blocks.js")],  # replaces the library's Document
        "extensions": {
            "Callout": html_tags(["aside"]),
            "Details": html_tags(["details", "summary"]),
            "Summary": html_tags([]),
            "VideoCard": allow_class("p", "video"),
        },
    },
]
# Buttons only: the drop-down of the library is not accessible by keyboard.
DJANGO_PROSE_EDITOR_MENU_GROUPS = [
    {"group": group}
    for group in (
        "headings",
        "marks",
        "lists",
        "nodes -blockType -lists",
        "link",
        "photos",
        "blocks",
        "table",
        "history",
    )
]

# --- Procedures ------------------------------------------------------------------------------------

FEEDBACK_ADDRESS_CHECK_DAYS = env.integer("FEEDBACK_ADDRESS_CHECK_DAYS", default=90, min_value=1, max_value=3650)

# --- Visits ----------------------------------------------------------------------------------------

VISIT_COOKIE_NAME = "luot_truy_cap"

# --- Security --------------------------------------------------------------------------------------

SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = ["^healthz$", "^readyz$", "^metrics$"]  # called without nginx and HTTPS
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}sessionid", f"{COOKIE_PREFIX}csrftoken"
SECURE_HSTS_SECONDS = 31536000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
# HSTS preload concerns the whole domain, so its owner decides about it, not this host.
SILENCED_SYSTEM_CHECKS = ["security.W021"]
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "saovang.accounts.views.csrf_failure"
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
        "media-src": [SELF, *MEDIA_ORIGINS],
        "script-src": [SELF, NONCE],
        # Hash of the <style> element that the rich-text editor adds.
        "style-src": [SELF, "'sha256-PlumsSlvJ7vvWzjqibGAYKq92O3y/4JTxWWsWJvyUYA='"],
    }
}
# Disable every feature that a browser enables by default.
DISABLED_FEATURES = """
    accelerometer autoplay browsing-topics camera display-capture encrypted-media geolocation gyroscope hid
    idle-detection local-fonts magnetometer microphone midi payment screen-wake-lock serial usb xr-spatial-tracking
"""
PERMISSIONS_POLICY: dict[str, list[str]] = {feature: [] for feature in DISABLED_FEATURES.split()}
TRUSTED_PROXIES = env.networks("TRUSTED_PROXIES", default=["127.0.0.1", "::1"])
# An empty list opens the admin site to all networks, and /metrics to none.
ADMIN_ALLOWED_NETWORKS = env.networks("ADMIN_ALLOWED_NETWORKS")
METRICS_ALLOWED_NETWORKS = env.networks("METRICS_ALLOWED_NETWORKS")

# --- Signing in ------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "saovang.accounts.backends.PasswordBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = LOGOUT_REDIRECT_URL = "admin:index"
# A session ends with the browser, because computers are shared, when nobody uses it, and after a working day at the
# latest (saovang/accounts/sessions.py).
SESSION_IDLE_MINUTES = env.integer("SESSION_IDLE_MINUTES", default=60, min_value=5, max_value=525_600)
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_AGE = env.integer("SESSION_HOURS", default=12, min_value=1, max_value=8760) * 3600

DEVICE_COOKIE_NAME = f"{COOKIE_PREFIX}thiet_bi"
# At most 50 failures of an account in half an hour, whatever their addresses: OWASP ASVS 2.2.1 allows 100 in an hour.
ACCOUNT_FAILURE_LIMIT = 50
AXES_HANDLER = "saovang.accounts.lockout.LockoutHandler"
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]  # the pair
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=30)  # purge_expired deletes failed attempts, with their IPs, after this
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_RESET_ON_SUCCESS = True
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
AXES_CLIENT_IP_CALLABLE = "saovang.core.http.get_client_id"
AXES_USERNAME_CALLABLE = "saovang.accounts.lockout.get_attempt_username"
# axes stores the other fields of a failed form.
AXES_SENSITIVE_PARAMETERS = [
    "username",
    "login",
    "old_password",
    "new_password1",
    "new_password2",
    "code",
    "credential",
]
AXES_LOCKOUT_CALLABLE = "saovang.accounts.views.locked_out"

JOURNAL_DAYS = env.integer("JOURNAL_DAYS", default=365, min_value=30, max_value=3650)

ACCOUNT_ADAPTER = "saovang.accounts.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_AUTHENTICATED_LOGIN_REDIRECTS = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_RATE_LIMITS = {"login_failed": None}  # failures are counted by axes
ACCOUNT_FORMS = {
    "login": "saovang.accounts.forms.LoginForm",
    "reauthenticate": "saovang.accounts.forms.ReauthenticateForm",
}
MFA_ADAPTER = "saovang.accounts.adapters.MFAAdapter"
# Publishers have to use a second step, except on one's own machine. A login policy can require it of everybody.
REQUIRE_MFA = env.bool("REQUIRE_MFA", default=HTTPS)
MFA_SUPPORTED_TYPES = ["recovery_codes", "totp", "webauthn"]
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
MFA_TOTP_ISSUER = "Bàn biên tập"
MFA_TOTP_TOLERANCE = 1  # accept a clock that is 30 seconds off
MFA_FORMS = {
    "authenticate": "saovang.accounts.forms.MFAAuthenticateForm",
    "reauthenticate": "saovang.accounts.forms.MFAReauthenticateForm",
    "add_webauthn": "saovang.accounts.forms.AddPasskeyForm",
    "authenticate_webauthn": "saovang.accounts.forms.AuthenticatePasskeyForm",
    "reauthenticate_webauthn": "saovang.accounts.forms.ReauthenticatePasskeyForm",
    "activate_totp": "saovang.accounts.forms.ActivateTOTPForm",
}

# --- Backup ----------------------------------------------------------------------------------------

BACKUP_DIR = BASE_DIR / env.str("BACKUP_DIR", default=str(DATA_DIR / "backups"))
BACKUP_KEEP_LAST = env.integer("BACKUP_KEEP_LAST", default=7, min_value=1, max_value=10_000)
BACKUP_PASSWORD_FILE = env.str("BACKUP_PASSWORD_FILE", default="")
BACKUP_REMOTE = env.match(
    "BACKUP_REMOTE", default="", pattern=r"sftp:\S+|s3:https?://\S+|/\S+", example="sftp:người-dùng@máy:/thư-mục"
)
BACKUP_REMOTE_ACCESS_KEY = env.str("BACKUP_REMOTE_ACCESS_KEY", default="")
BACKUP_REMOTE_SECRET_KEY = env.str("BACKUP_REMOTE_SECRET_KEY", default="")

# --- E-mail and logging ----------------------------------------------------------------------------

EMAIL_URL = env.match(
    "EMAIL_URL",
    default="",
    pattern=rf"smtp(\+tls|\+ssl)?://([^\s/?#]+@)?{SERVER}/?",
    example="smtp+tls://người-dùng:mật-khẩu@máy:587",
)
vars().update(Env.email_url_config(EMAIL_URL or "dummymail://"))
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.email("DEFAULT_FROM_EMAIL")
ADMINS = [("", email) for email in env.emails("ERROR_EMAILS")]
if ADMINS and not (EMAIL_URL and SERVER_EMAIL):
    raise InvalidSettingError("ERROR_EMAILS", "cần có cả EMAIL_URL và DEFAULT_FROM_EMAIL để gửi được thư.")
EMAIL_SUBJECT_PREFIX = "[Cổng thông tin] "

# Working days after which an article that waits for approval is overdue.
APPROVAL_DAYS = env.integer("APPROVAL_DAYS", default=2, min_value=1, max_value=60)

ACCESS_LOG = env.str("ACCESS_LOG", default="/var/log/nginx/saovang.log")
DEADMAN_URL = env.match(
    "DEADMAN_URL", default="", pattern=rf"https://{SERVER}(/\S*)?", example="https://máy-theo-dõi/đường-dẫn-riêng"
)

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
        "django": {"handlers": [], "level": "NOTSET"},  # to the root logger; Django's own error e-mail contains cookies
        # Django logs a warning for each 404, and scanners cause thousands.
        "django.request": {"level": "ERROR"},
        "django.security": {"level": "CRITICAL"},  # a refused request is not an error of the portal
    },
}
if DEBUG:
    del LOGGING["handlers"]["stdout"]["formatter"]

# Last: a setting read below this line would be refused as unknown.
env.check_unknown()
