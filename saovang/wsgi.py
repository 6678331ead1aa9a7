"""WSGI entry point of a server process. Starts the background jobs and the fork server."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "saovang.settings")
django_application = get_wsgi_application()

from saovang.core.background import runner  # noqa: E402
from saovang.core.limits import fork_server  # noqa: E402
from saovang.pagecache.wsgi import cached_application  # noqa: E402 – the apps must be loaded first

application = cached_application(django_application)
runner.start()
fork_server.start()  # so that the first upload does not wait for it
