"""The entry of a server process. What runs beside its requests starts here."""

import os

from django.core.wsgi import get_wsgi_application

from saovang.pulse import pulse

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "saovang.settings")
application = get_wsgi_application()
pulse.start()
pulse.hurry()
