class StorageUnavailableError(OSError):
    """The object store does not answer or refuses; an OSError, as for a full or missing disk."""
