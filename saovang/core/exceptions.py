class StorageUnavailableError(OSError):
    """Raised when the object store does not answer or refuses; an OSError like those of a full or missing disk."""
