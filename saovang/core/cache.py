"""Redis cache of sessions that treats connection errors as cache misses."""

import logging
import time
from typing import Any

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

COOLDOWN = 5.0  # seconds without an attempt after an error: each attempt costs a request up to the timeout


class FailSafeRedisCache(RedisCache):
    """Skip Redis while it does not answer.

    Sessions are then read from the database. Only the operations that sessions use are overridden.
    """

    _retry_at = float("-inf")  # of the class: each thread has its own instance, and all use the same Redis

    def _guard(self, method: str, default: Any, *args: Any, **kwargs: Any) -> Any:
        """Call `method` of RedisCache, or return `default` while Redis does not answer."""
        if time.monotonic() < self._retry_at:
            return default
        try:
            return getattr(super(), method)(*args, **kwargs)
        except (RedisError, OSError) as error:
            FailSafeRedisCache._retry_at = time.monotonic() + COOLDOWN
            logger.warning("Redis does not answer: %s", error)
            return default

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        return self._guard("get", default, key, default, version)

    def set(self, *args: Any, **kwargs: Any) -> None:
        self._guard("set", None, *args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> bool:
        return self._guard("delete", False, *args, **kwargs)

    def has_key(self, *args: Any, **kwargs: Any) -> bool:
        return self._guard("has_key", False, *args, **kwargs)

    def clear(self) -> None:
        self._guard("clear", None)
