"""What the public sees of the news, said once. Nobody else asks for an article's state."""

from django.db import models
from django.db.models import Case, IntegerField, OuterRef, Q, Subquery, Value, When
from django.utils import timezone

from saovang.text import words


class CategoryQuerySet(models.QuerySet):
    def with_latest(self, count: int) -> list:
        """The categories, each with its newest published articles in `latest`, a list of at most `count`.

        Two queries, whose cost grows with the categories and not with the articles: the keys first, each
        from the end of an index, then the rows.
        """
        articles = self.model._meta.get_field("articles").related_model.objects
        newest = articles.published().filter(category=OuterRef("pk")).values("pk")
        names = [f"latest_key_{place}" for place in range(count)]
        keys = {name: Subquery(newest[place : place + 1]) for place, name in enumerate(names)}
        categories = list(self.annotate(**keys))
        wanted = {getattr(category, name) for category in categories for name in names} - {None}
        rows = articles.published().for_lists().in_bulk(wanted)
        for category in categories:
            category.latest = [rows[key] for name in names if (key := getattr(category, name)) in rows]
        return categories


class ArticleQuerySet(models.QuerySet):
    def published(self):
        """Visible to everyone now, newest first; a time to come hides an article until it comes."""
        return self.filter(status=self.model.Status.PUBLISHED, published_at__lte=timezone.now()).order_by(
            "-published_at", "-pk"
        )

    def urgent(self):
        """Published and told at the head of every page until their time is over, the newest first."""
        return self.published().filter(urgent_until__gt=timezone.now())

    def moved_by_clock(self):
        """The time of the newest published article and the next end of an urgent one.

        The one moves by itself as the time of an article to come is reached, the other as a notice ends.
        """
        ends = self.urgent().order_by("urgent_until").values("urgent_until")[:1]
        return self.published().values_list("published_at", Subquery(ends)).first()

    def withdrawn(self):
        """Published once and taken back: the address stays and says so."""
        return self.filter(status=self.model.Status.WITHDRAWN)

    def in_category(self, category):
        return self.filter(category=category)

    def for_lists(self):
        """With what a list shows of an article and without its long texts."""
        return self.select_related("category", "cover").defer("body", "folded_text")

    def for_page(self):
        """With everything that an article's own page shows of it."""
        related = self.select_related("category", "cover").defer("folded_text")
        return related.prefetch_related("photos", "attachments", "change_notes")

    def with_neighbours(self):
        """With the keys of the published articles just before and after, in `previous_key`, `next_key`."""
        time, key = OuterRef("published_at"), OuterRef("pk")
        published = self.model.objects.published().values("pk")
        # The range lets the index be entered at the article's own place.
        earlier = published.filter(published_at__lte=time).exclude(published_at=time, pk__gte=key)
        later = published.filter(published_at__gte=time).exclude(published_at=time, pk__lte=key).reverse()
        return self.annotate(previous_key=Subquery(earlier[:1]), next_key=Subquery(later[:1]))

    def related_to(self, article):
        """Others of the same category."""
        return self.in_category(article.category_id).exclude(pk=article.pk)

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
