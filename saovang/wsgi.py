"""The entry of a server process. What runs beside its requests starts here."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "saovang.settings")
django = get_wsgi_application()

from saovang.core.background import runner  # noqa: E402
from saovang.pagecache.wsgi import front  # noqa: E402 – the apps must be loaded first

application = front(django)
runner.start()
