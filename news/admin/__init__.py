from news.admin import articles  # noqa: F401 – registers
