"""Photos and documents in an S3-compatible store, named by STORAGES where S3_BUCKET is set."""

from pathlib import PurePosixPath

from storages.backends.s3 import S3Storage

from saovang.media import CACHE_CONTROL, SAVED, SHOWN


class ObjectStore(S3Storage):
    def get_object_parameters(self, name: str) -> dict:
        """What the store answers with, as `saovang.media` does; a documented place of django-storages."""
        kind = PurePosixPath(name).suffix
        parameters = super().get_object_parameters(name) | {"CacheControl": CACHE_CONTROL}
        if kind in SHOWN | SAVED:
            parameters["ContentType"] = (SHOWN | SAVED)[kind]
        if kind in SAVED:
            parameters["ContentDisposition"] = "attachment"
        return parameters
