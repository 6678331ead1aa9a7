class StorageUnavailableError(OSError):
    """The object store is unreachable or rejects a request. Subclass of OSError, like disk errors."""
