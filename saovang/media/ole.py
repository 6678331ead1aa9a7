"""The directory of an OLE compound file ([MS-CFB]), the container of Office files from before 2007."""

from typing import IO

DIRECTORY_ENTRY = 128  # bytes
MAX_ENTRIES = 10_000
LAST_SECTOR = 0xFFFFFFFA  # larger numbers have a meaning of their own
TABLES_IN_HEADER = 109


class OleFile:
    """An OLE file.

    `streams` holds the streams and storages at its top: their names, and the sectors with which they begin. Raises
    ValueError or IndexError if the file is damaged.
    """

    def __init__(self, file: IO[bytes]) -> None:
        file.seek(0)
        self._content = file.read()
        self._sector_size = 1 << self._content[0x1E]
        if self._sector_size not in (512, 4096):
            raise ValueError("not an OLE file")
        entries = self._entries()
        self.streams: dict[str, int] = {}
        pending, seen = [_number(entries[0], 0x4C)], set()
        while pending:  # siblings are a binary tree
            index = pending.pop()
            if index in seen or index >= len(entries):
                continue
            seen.add(index)
            entry = entries[index]
            name = entry[: max(_number(entry, 0x40, 2) - 2, 0)].decode("utf-16-le", "replace")
            self.streams[name] = _number(entry, 0x74)
            pending += [_number(entry, 0x44), _number(entry, 0x48)]

    def read_start(self, name: str) -> bytes:
        """Return the first sector of a stream, which must have at least 4 kB."""
        return self._sector(self.streams[name])

    def _entries(self) -> list[bytes]:
        """Return the entries of the directory, which is a chain of sectors."""
        entries: list[bytes] = []
        sector = _number(self._content, 0x30)
        while sector < LAST_SECTOR and len(entries) < MAX_ENTRIES:
            content = self._sector(sector)
            entries += [content[at : at + DIRECTORY_ENTRY] for at in range(0, len(content), DIRECTORY_ENTRY)]
            sector = self._next(sector)
        return entries

    def _next(self, sector: int) -> int:
        """Return the sector that follows one in its chain, from the table whose sectors the header and others list."""
        row, column = divmod(sector, self._sector_size // 4)
        if row < TABLES_IN_HEADER:
            table = _number(self._content, 0x4C + 4 * row)
        else:
            parts, row = divmod(row - TABLES_IN_HEADER, self._sector_size // 4 - 1)
            part = _number(self._content, 0x44)
            for _ in range(parts):
                part = _number(self._sector(part), self._sector_size - 4)
            table = _number(self._sector(part), 4 * row)
        return _number(self._sector(table), 4 * column)

    def _sector(self, number: int) -> bytes:
        start = (number + 1) * self._sector_size
        content = self._content[start : start + self._sector_size]
        if not content:
            raise ValueError(f"sector {number} is missing")
        return content


def _number(content: bytes, at: int, size: int = 4) -> int:
    return int.from_bytes(content[at : at + size], "little")
