from django.apps import AppConfig


class PagesConfig(AppConfig):
    """Flat pages and service links. django.contrib.flatpages needs the sites framework with its one fixed host."""

    name = "saovang.pages"
    verbose_name = "Trang giới thiệu"

    def ready(self) -> None:
        from saovang.adminsite.dashboard import dashboard
        from saovang.adminsite.links import link_sources
        from saovang.core.menu import MenuItem, menu
        from saovang.core.not_found import not_found
        from saovang.core.sidebar import SidebarBlock, sidebar
        from saovang.links.services import watch
        from saovang.media import erasure, visibility
        from saovang.pagecache.version import content_version
        from saovang.pages import dashboard as pages_dashboard
        from saovang.pages import erasing
        from saovang.pages.files import PHOTOS, HeaderImageSource, PageFileSource, PagePhotoSource
        from saovang.pages.links import about_links, find_page, find_page_files, page_links, service_links
        from saovang.pages.models import HeaderImage, Page, PageFile, PagePhoto, ServiceLink, Task
        from saovang.pages.search import PageSource, ServiceLinkSource
        from saovang.redirects import dead_links
        from saovang.redirects.middleware import finders
        from saovang.search import file_texts
        from saovang.search.index import register
        from saovang.uploads import services as uploads

        content_version.bump_on_change(HeaderImage, Page, PageFile, PagePhoto, ServiceLink, Task)
        dashboard.register(pages_dashboard.photos_missing_alt_text, order=50)  # after the articles
        watch(Page, PageFile, PagePhoto, ServiceLink, Task)
        visibility.register(HeaderImageSource(), PageFileSource(), PagePhotoSource())
        uploads.register(PHOTOS)
        erasure.register(erasing.apply, PagePhoto, PageFile)
        register(PageSource())
        file_texts.follow(PageFile)
        link_sources.register(find_page_files)
        register(ServiceLinkSource())
        menu.register(MenuItem("Xã ta", "pages:about", order=50, paths=["/trang/"], load_children=about_links))
        sidebar.register(SidebarBlock("components/service_links.html", order=80, load=service_links))
        not_found.register_pages(page_links)
        finders.append(find_page)
        dead_links.register(
            dead_links.Target("trang", Page.objects.all, ["pages:page"]),
            dead_links.Target("tệp", PageFile.objects.all, ["pages:file"], "pk"),
        )
