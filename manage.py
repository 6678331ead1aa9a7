#!/usr/bin/env python
"""Django's command line: `python manage.py help` lists what it can do."""

import gc
import os
import sys

if __name__ == "__main__":
    gc.set_threshold(50_000)  # imports leave no garbage, and looking for it takes a sixth of the start
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "saovang.settings")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        sys.exit(str(error))
