"""The portal with a path that holds a request thread for ever, in the process whose id the query names."""

import os
import threading
from pathlib import Path

from saovang.wsgi import application as portal

PATH = "/treo"
log = Path(os.environ["HANGING_LOG"])


def application(environ, start_response):
    if environ["PATH_INFO"] != PATH:
        return portal(environ, start_response)
    if environ["QUERY_STRING"] == str(os.getpid()):
        with log.open("a") as file:
            file.write("x")
        threading.Event().wait()
    start_response("204 No Content", [])
    return []
