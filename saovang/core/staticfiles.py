"""The static files by their hashes, compressed once: at a later start nothing is new, and so nothing takes time."""

import gzip
import re
import zlib
from pathlib import Path
from typing import Any

from whitenoise.compress import Compressor
from whitenoise.storage import CompressedManifestStaticFilesStorage

HASHED = re.compile(r"\.[0-9a-f]{12}(?=\.)")


class OnceCompressor(Compressor):
    def should_compress(self, filename: str) -> bool:
        """What pages ask for by its hash; what only a programmer's browser asks for, the heaviest of all, is not."""
        return bool(HASHED.search(filename)) and not filename.endswith(".map") and super().should_compress(filename)

    def compress(self, path: str) -> list[str]:
        """The names of the compressed files, made where they are not there or are of something else."""
        return self._kept(path) or super().compress(path)

    @staticmethod
    def _kept(path: str) -> list[str]:
        """Brotli is written before gzip, so the one that is whole vouches for the other."""
        try:
            same = gzip.decompress(Path(f"{path}.gz").read_bytes()) == Path(path).read_bytes()
        except (OSError, EOFError, zlib.error):
            return []
        return [f"{path}.br", f"{path}.gz"] if same else []


class StaticFiles(CompressedManifestStaticFilesStorage):
    def create_compressor(self, **options: Any) -> Compressor:
        return OnceCompressor(**options)
