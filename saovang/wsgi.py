"""The entry of a server process. What runs beside its requests starts here."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "saovang.settings")
django = get_wsgi_application()

from saovang.front import front  # noqa: E402 – the apps must be loaded first
from saovang.pulse import pulse  # noqa: E402

application = front(django)
pulse.start()
