"""Everything that must not be lost, in one file, and back again; and from SQLite and files to PostgreSQL and S3.

archive.py is the file, databases.py the two databases' own tools, media.py the files; work.py puts them together.
rows.py brings rows from one kind of database into another; moving.py is the move.
"""


class BackupError(Exception):
    """Its text is the sentence for whoever runs the command."""
