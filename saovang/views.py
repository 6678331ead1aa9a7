import sys

from django.db import InterfaceError, OperationalError
from django.shortcuts import render


def server_error(request):
    """The page for an error of the server; 503 with a word of patience where the database is away."""
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        response = render(None, "503.html", status=503)
        response["Retry-After"] = "30"
        return response
    return render(None, "500.html", status=500)
