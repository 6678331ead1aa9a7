"""WSGI entry point of a server process. Starts the background jobs."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "saovang.settings")
gc.disable()  # imports leave no garbage, and looking for it takes a sixth of the start
django_application = get_wsgi_application()

from saovang.core.background import runner  # noqa: E402
from saovang.pagecache.wsgi import cached_application  # noqa: E402 – the apps must be loaded first

application = cached_application(django_application)
gc.freeze()  # what is imported stays: no collection during a request needs to look at it
gc.enable()
runner.start()
