"""Redis cache of sessions that treats connection errors as cache misses."""

import logging
import time
from collections.abc import Callable
from typing import Any, TypeVar

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

Result = TypeVar("Result")
COOLDOWN = 5.0  # seconds without an attempt after an error: each attempt costs a request up to the timeout


class FailSafeRedisCache(RedisCache):
    """Skip Redis while it does not answer.

    Sessions are then read from the database. Only the operations that sessions use are overridden.
    """

    _retry_at = float("-inf")  # of the class: each thread has its own instance, and all use the same Redis

    def _guard(self, operation: Callable[[], Result], default: Result) -> Result:
        if time.monotonic() < self._retry_at:
            return default
        try:
            return operation()
        except (RedisError, OSError) as error:
            FailSafeRedisCache._retry_at = time.monotonic() + COOLDOWN
            logger.warning("Redis does not answer: %s", error)
            return default

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        return self._guard(lambda: super(FailSafeRedisCache, self).get(key, default, version), default)

    def set(self, *args: Any, **kwargs: Any) -> None:
        return self._guard(lambda: super(FailSafeRedisCache, self).set(*args, **kwargs), None)

    def delete(self, *args: Any, **kwargs: Any) -> bool:
        return self._guard(lambda: super(FailSafeRedisCache, self).delete(*args, **kwargs), False)

    def has_key(self, *args: Any, **kwargs: Any) -> bool:
        return self._guard(lambda: super(FailSafeRedisCache, self).has_key(*args, **kwargs), False)

    def clear(self) -> None:
        self._guard(super().clear, None)
