"""Redis, whose absence makes the portal slower and never stops it."""

import logging
import time
from collections.abc import Callable
from typing import Any, TypeVar

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

Answer = TypeVar("Answer")
REST = 5.0  # seconds without an attempt after a failed one: each costs a request up to the time-out


class FailSafeRedisCache(RedisCache):
    """Where Redis does not answer, nothing is found and nothing is kept."""

    _rests_until = float("-inf")  # of the class: each thread has a cache of its own, and all ask the same Redis

    def _calmly(self, operation: Callable[[], Answer], otherwise: Answer) -> Answer:
        if time.monotonic() < self._rests_until:
            return otherwise
        try:
            return operation()
        except (RedisError, OSError) as error:
            FailSafeRedisCache._rests_until = time.monotonic() + REST
            logger.warning("the cache does not answer: %s", error)
            return otherwise

    def add(self, *args: Any, **named: Any) -> bool:
        # True as after an ordinary first call: who asks wants to go on.
        return self._calmly(lambda: super(FailSafeRedisCache, self).add(*args, **named), True)

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        return self._calmly(lambda: super(FailSafeRedisCache, self).get(key, default, version), default)

    def set(self, *args: Any, **named: Any) -> None:
        return self._calmly(lambda: super(FailSafeRedisCache, self).set(*args, **named), None)

    def touch(self, *args: Any, **named: Any) -> bool:
        return self._calmly(lambda: super(FailSafeRedisCache, self).touch(*args, **named), False)

    def delete(self, *args: Any, **named: Any) -> bool:
        return self._calmly(lambda: super(FailSafeRedisCache, self).delete(*args, **named), False)

    def get_many(self, *args: Any, **named: Any) -> dict[str, Any]:
        return self._calmly(lambda: super(FailSafeRedisCache, self).get_many(*args, **named), {})

    def has_key(self, *args: Any, **named: Any) -> bool:
        return self._calmly(lambda: super(FailSafeRedisCache, self).has_key(*args, **named), False)

    def incr(self, key: str, delta: int = 1, version: int | None = None) -> int:
        return self._calmly(lambda: super(FailSafeRedisCache, self).incr(key, delta, version), delta)

    def set_many(self, data: dict[str, Any], *args: Any, **named: Any) -> list[str]:
        return self._calmly(lambda: super(FailSafeRedisCache, self).set_many(data, *args, **named), list(data))

    def delete_many(self, *args: Any, **named: Any) -> None:
        return self._calmly(lambda: super(FailSafeRedisCache, self).delete_many(*args, **named), None)

    def clear(self) -> None:
        self._calmly(super().clear, None)
