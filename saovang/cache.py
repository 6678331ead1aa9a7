"""Redis, whose absence makes the portal slower and never stops it."""

import logging
import time

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

REST = 5.0  # seconds without an attempt after a failed one: each costs a request up to the time-out


class CalmRedisCache(RedisCache):
    """Where Redis does not answer, nothing is found and nothing is kept."""

    def __init__(self, server, params) -> None:
        super().__init__(server, params)
        self._rests_until = float("-inf")

    def _calmly(self, operation, otherwise):
        if time.monotonic() < self._rests_until:
            return otherwise
        try:
            return operation()
        except (RedisError, OSError) as error:
            self._rests_until = time.monotonic() + REST
            logger.warning("the cache does not answer: %s", error)
            return otherwise

    def add(self, *args, **named) -> bool:
        # True as after an ordinary first call: who asks wants to go on.
        return self._calmly(lambda: super(CalmRedisCache, self).add(*args, **named), True)

    def get(self, key, default=None, version=None):
        return self._calmly(lambda: super(CalmRedisCache, self).get(key, default, version), default)

    def set(self, *args, **named) -> None:
        return self._calmly(lambda: super(CalmRedisCache, self).set(*args, **named), None)

    def touch(self, *args, **named) -> bool:
        return self._calmly(lambda: super(CalmRedisCache, self).touch(*args, **named), False)

    def delete(self, *args, **named) -> bool:
        return self._calmly(lambda: super(CalmRedisCache, self).delete(*args, **named), False)

    def get_many(self, *args, **named) -> dict:
        return self._calmly(lambda: super(CalmRedisCache, self).get_many(*args, **named), {})

    def has_key(self, *args, **named) -> bool:
        return self._calmly(lambda: super(CalmRedisCache, self).has_key(*args, **named), False)

    def incr(self, key, delta=1, version=None) -> int:
        return self._calmly(lambda: super(CalmRedisCache, self).incr(key, delta, version), delta)

    def set_many(self, data, *args, **named) -> list:
        return self._calmly(lambda: super(CalmRedisCache, self).set_many(data, *args, **named), list(data))

    def delete_many(self, *args, **named) -> None:
        return self._calmly(lambda: super(CalmRedisCache, self).delete_many(*args, **named), None)

    def clear(self) -> bool:
        return self._calmly(super().clear, False)
