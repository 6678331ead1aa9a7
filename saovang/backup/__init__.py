"""Backup and restore of database and media, and migration from SQLite and files to PostgreSQL and S3.

create.py, nightly.py, restore.py and migrate.py implement the commands; utils.py has what they share. archive.py
defines the file format, databases.py uses the databases' own tools, media.py reads and writes files.
"""
