"""What the public sees of the news, said once. Nobody else asks for an article's state."""

from django.db import models
from django.db.models import Case, IntegerField, Q, Value, When
from django.utils import timezone

from saovang.text import words


class CategoryQuerySet(models.QuerySet):
    def with_latest(self, count: int):
        """Each category with its newest published articles in `latest`, a list of at most `count`."""
        articles = self.model._meta.get_field("articles").related_model.objects
        newest = articles.published().for_lists()[:count]
        return self.prefetch_related(models.Prefetch("articles", newest, to_attr="latest"))


class ArticleQuerySet(models.QuerySet):
    def published(self):
        """Visible to everyone now, newest first; a time to come hides an article until it comes."""
        return self.filter(status=self.model.Status.PUBLISHED, published_at__lte=timezone.now()).order_by(
            "-published_at", "-pk"
        )

    def newest_time(self):
        """When the newest published article was; moves by itself as the time of one to come is reached."""
        return self.published().values_list("published_at", flat=True).first()

    def withdrawn(self):
        """Published once and taken back: the address stays and says so."""
        return self.filter(status=self.model.Status.WITHDRAWN)

    def in_category(self, category):
        return self.filter(category=category)

    def for_lists(self):
        """With what a list shows of an article and without its long texts."""
        return self.select_related("category", "cover").defer("body", "folded_text")

    def for_page(self):
        """With everything that an article's own page shows."""
        return self.select_related("category", "cover").prefetch_related("photos").defer("folded_text")

    def search(self, query: str):
        """Holding every word of `query`, accents aside; those with all of them in the title first."""
        wanted = words(query)
        if not wanted:
            return self.none()
        anywhere, in_title = Q(), Q()
        for word in wanted:
            anywhere &= Q(folded_text__contains=f" {word} ")
            in_title &= Q(folded_title__contains=f" {word} ")
        rank = Case(When(in_title, then=Value(0)), default=Value(1), output_field=IntegerField())
        return self.filter(anywhere).order_by(rank, "-published_at", "-pk")


class PhotoQuerySet(models.QuerySet):
    def lacking_text(self):
        """Without a word for those who cannot see them, though they are no mere decoration."""
        return self.filter(alt_text="", decorative=False)
