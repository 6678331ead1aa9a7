"""Everything that must not be lost, in one file, and back again.

archive.py is the file, databases.py the two databases' own tools, media.py the files; work.py puts them together.
"""


class BackupError(Exception):
    """Its text is the sentence for whoever runs the command."""
