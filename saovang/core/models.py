from django.db import models


class CacheEntry(models.Model):
    """Table of the default cache, which is Django's DatabaseCache (see CACHES in settings.py).

    A model, so that migrations create the table and `purge_expired` can delete expired rows.
    """

    cache_key = models.CharField(primary_key=True, max_length=255)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.cache_key
