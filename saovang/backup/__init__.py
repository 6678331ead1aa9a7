"""Everything that must not be lost, in one file, and back again; and from SQLite and files to PostgreSQL and S3.

making.py, restoring.py and moving.py are what the three commands do; runs.py is what all three keep to. archive.py
is the file, databases.py the two databases' own tools, media.py the files; rows.py brings rows from one kind of
database into another.
"""


class BackupError(Exception):
    """Its text is the sentence for whoever runs the command."""
