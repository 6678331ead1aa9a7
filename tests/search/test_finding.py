"""Which articles a query finds, and their order."""

import unicodedata
from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.html import strip_tags

from news.models import Article, Attachment
from procedures.services.guide import add_missing_entries
from saovang.pages.models import ServiceLink
from saovang.search.finder import MAX_RESULTS
from saovang.search.index import rebuild
from saovang.search.models import Entry, PlaceName, Synonym
from saovang.search.tiers import Match
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def article():
    return factories.article(
        "Đổi mới, nâng cao hoạt động của MTTQ",
        summary="Lễ hội xã Sao Vàng",
        body="<p>Bảo hiểm<strong>y tế</strong></p><p>năm 2024 theo Nghị định 42/2022/NĐ-CP</p>",
    )


def search(query: str, *facets: str, partial: bool = False) -> list[str]:
    """Return the titles of the results that have all words of the query, or of all results."""
    results = Entry.objects.search(query, *facets)
    if results.corrected and not partial:
        return []
    return [strip_tags(result.title) for result in results[0:50] if partial or result.match != Match.PARTIAL]


@pytest.mark.parametrize(
    "query",
    ["doi moi mttq", "ĐỔI MỚI", "mttq đổi", "le hoi xa sao vang", "xã", "bao hiem y te", "2024", "“đổi mới”"]
    + ['"nâng cao hoạt động"', "42/2022/NĐ-CP", "d", "nđ-cp", unicodedata.normalize("NFD", "lễ hội"), "hoat’dong"]
    + ["\u202elễ\u200b h\u00adội", "ｌｅ\u3000ｈｏｉ", "ðổi mới", "+\0lễ\vhội"],
)
def test_search_with_and_without_accents(article, query):
    if query == "d":
        factories.article(article.title, body="<p>Tổ d</p>")
    assert search(query) == [article.title]


@pytest.mark.parametrize(
    "query",
    ["doi khac", "sao v", "moi moii", "%", "_", "", "   ", "…", "'; drop table", "strong", '"mới đổi"', "42/2023"]
    + ["doi OR khac", "NEAR(doi khac)", "title : khac", "đổi* -mới khac", '"', '""', "zk1z", "zz0", "mới nâng lễ tế x"],
)
def test_not_search(article, query):
    assert search(query) == []


def test_search_ignores_normal_form():
    factories.article(unicodedata.normalize("NFD", "Hòa giải ở cơ sở"))
    assert (
        len(search("hoà giải")) == len(search(unicodedata.normalize("NFD", "hòa giải"))) == len(search("hoa giai")) == 1
    )


def test_order_by_scope_then_newest():
    factories.article("Một", summary="Tóm tắt.", body="<p>lễ hội</p>", published_at="2026-03-01T00:00:00Z")
    factories.article("Hai", summary="Mùa lễ hội", published_at="2023-03-01T00:00:00Z")
    factories.article("Lễ hội cũ", published_at="2024-03-01T00:00:00Z")
    factories.article("Lễ hội mới", published_at="2025-03-01T00:00:00Z")
    assert search("le hoi") == search("lễ hội") == ["Lễ hội mới", "Lễ hội cũ", "Hai", "Một"]


def test_order_exact_accents_first():
    factories.article("Lề hơi", published_at="2026-03-01T00:00:00Z")
    factories.article("Một", body="<p>lễ hội</p>", published_at="2023-03-01T00:00:00Z")
    factories.article("Lễ hội", published_at="2022-03-01T00:00:00Z")
    factories.article("LE HOI", published_at="2025-03-01T00:00:00Z")
    assert search("lễ hội") == ["Lễ hội", "Một", "Lề hơi", "LE HOI"]
    assert search("le hoi") == ["Lề hơi", "LE HOI", "Lễ hội", "Một"]
    assert search('"lễ hội"') == ["Lễ hội", "Một", "Lề hơi", "LE HOI"]
    assert search("lễ hoi")[0] == "Lễ hội"


def test_phrase_does_not_span_fields():
    factories.article("Đường hoa", summary="Mùa xuân")
    factories.article("Hoa mùa hạ")
    assert search('"hoa mùa"') == ["Hoa mùa hạ"]
    assert search('"xuan mua"') == []


def test_place_names_find_each_other():
    PlaceName.objects.create(old_name="Thị trấn Sao Vàng", new_name="Xã Sao Vàng")
    PlaceName.objects.create(old_name="Thọ Lâm", new_name="Xã Sao Vàng")
    factories.article("Họp ở thị trấn Sao Vàng", published_at="2023-01-01T00:00:00Z")
    factories.article("Họp ở Thọ Lâm", published_at="2024-01-01T00:00:00Z")
    factories.article("Họp ở xã Sao Vàng", published_at="2022-01-01T00:00:00Z")
    factories.article("Họp ở sao và vàng", published_at="2025-01-01T00:00:00Z")
    assert search("họp xã sao vàng") == ["Họp ở xã Sao Vàng", "Họp ở Thọ Lâm", "Họp ở thị trấn Sao Vàng"]
    assert search("tho lam") == ["Họp ở Thọ Lâm", "Họp ở xã Sao Vàng"]
    assert search('"thi tran sao vang" hop') == ["Họp ở thị trấn Sao Vàng", "Họp ở xã Sao Vàng"]
    assert search("sao vang") == ["Họp ở thị trấn Sao Vàng", "Họp ở xã Sao Vàng", "Họp ở sao và vàng"]


def test_change_is_found_at_once(article):
    article.title = "Tên khác"
    article.save()
    assert search("ten khac") == ["Tên khác"]
    assert search("doi moi") == []
    article.delete()
    assert search("ten khac") == []
    assert not Entry.objects.exists()


@pytest.mark.parametrize("status", ["draft", "waiting", "withdrawn"])
def test_unpublished_article_is_not_indexed(article, status):
    article.status = status
    article.save(update_fields=["status"])
    assert search("doi moi") == []
    assert not Entry.objects.exists()


def test_scheduled_article_is_found_at_its_time(article, monkeypatch):
    article.published_at = timezone.now() + timedelta(hours=1)
    article.save()
    assert search("doi moi") == []
    assert Entry.objects.search("doi moi").count() == 0
    later = timezone.now() + timedelta(hours=2)
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert search("doi moi") == [article.title]


def test_outdated_entry_is_not_shown(article):
    Article.objects.update(status="withdrawn")
    assert search("doi moi") == []


def test_count_is_capped():
    category = factories.category()
    rows = [
        Article(
            title=f"Lễ hội {n}", slug=f"le-hoi-{n}", category=category, status="published", published_at=timezone.now()
        )
        for n in range(MAX_RESULTS + 3)
    ]
    Article.objects.bulk_create(rows)
    assert rebuild() == MAX_RESULTS + 3
    results = Entry.objects.search("le hoi")
    assert (results.count(), results.has_more) == (MAX_RESULTS, True)
    assert len(results[MAX_RESULTS - 10 : MAX_RESULTS + 5]) == 10
    few = Entry.objects.search("le hoi 7")
    assert (few.full_count, strip_tags(few[0:1][0].title)) == (1, "Lễ hội 7")


def test_very_long_text_is_indexed():
    factories.article("Dài", body=f"<p>{'dài ' * 50_000}</p><p>{'x' * 50_000}</p><p>{'ộ ' * 50_000}</p>")
    assert search("dai") == ["Dài"]


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("Kỷ niệm", "kỉ niệm"),
        ("Kỉ niệm", "kỷ niệm"),
        ("Quý ba", "quí ba"),
        ("Lý do", "li do"),
        ("Gọi 0237 383 5076", "02373835076"),
        ("Gọi 0237.383.5076", "+84 237 383 5076"),
        ("Gọi 02373835076", "(0237) 3835076"),
        ("Gọi 0237 383 5076", "3835076"),
        ("Họp ngày 05/03/2026", "5.3.2026"),
        ("Họp ngày 5 tháng 3 năm 2026", "05-03-2026"),
        ("Họp ngày 05/03/2026", "ngày 5 tháng 3"),
        ("Kết luận 610-KL/TU", "610 KL TU"),
        ("Kết luận số 610 KL/TU", "610kl/tu"),
        ("Khám tháng 05", "tháng 5"),
    ],
)
def test_search_finds_every_spelling(written, typed):
    factories.article(written)
    factories.article("Khác 0237 383 5077, 06/03/2026, 611-KL/TU")
    assert search(typed) == [written]


def test_search_ignores_question_words():
    factories.article("Đăng ký khai sinh")
    assert search("đăng ký khai sinh ở đâu") == search("làm khai sinh cần giấy tờ gì") == ["Đăng ký khai sinh"]
    assert search("ở đâu") == []


def test_synonym_is_found_and_named():
    Synonym.objects.create(term="sổ đỏ", meanings="giấy chứng nhận quyền sử dụng đất, bìa đất")
    factories.article("Cấp giấy chứng nhận quyền sử dụng đất")
    factories.article("Đổi bìa đất")
    factories.article("Một số việc đó")
    assert search("sổ đỏ") == ["Đổi bìa đất", "Cấp giấy chứng nhận quyền sử dụng đất"]
    assert search("sơ đồ") == ["Một số việc đó"]
    assert Entry.objects.search("sổ đỏ")[0:1][0].synonyms == ["bìa đất"]


def test_other_accents_come_last_as_similar():
    factories.article("Tổ nhân dân họp đêm, cao điểm", published_at="2026-03-01T00:00:00Z")
    factories.article("Tổ cao su", published_at="2025-03-01T00:00:00Z")
    factories.article("Luật tố cáo", published_at="2022-03-01T00:00:00Z")
    results = Entry.objects.search("tố cáo")[0:9]
    assert [(strip_tags(result.title), result.match) for result in results] == [
        ("Luật tố cáo", Match.FULL),
        ("Tổ cao su", Match.SIMILAR),
    ]


def test_exact_part_replaces_other_accents_in_body():
    for number in range(4):
        factories.article(f"Tin {number}", summary="Tin.", body="<p>Căn bếp, bò sữa, nhưng nhiều người bận.</p>")
    factories.article("Cán bộ xã tiếp dân", published_at="2022-03-01T00:00:00Z")
    titles = search("cán bộ nhũng nhiễu", partial=True)
    assert titles == ["Cán bộ xã tiếp dân"]
    assert Entry.objects.search("cán bộ nhũng nhiễu").full_count == 0
    factories.article("Can bo nhung nhieu")
    assert search("cán bộ nhũng nhiễu", partial=True)[0] == "Can bo nhung nhieu"


def test_words_within_name_are_not_sought_alone():
    Synonym.objects.create(term="chứng minh nhân dân", meanings="căn cước")
    factories.feedback_address(title="Hội đồng nhân dân")
    factories.article("Làm căn cước")
    assert search("chứng minh nhân dân", partial=True) == ["Làm căn cước"]


def test_partial_match_names_missing_words():
    factories.article("Đăng ký khai sinh")
    assert search("khai sinh lưu động tại nhà") == []
    (result,) = Entry.objects.search("khai sinh lưu động tại nhà")[0:9]
    assert (result.match, result.missing) == (Match.PARTIAL, ["lưu", "động", "nhà"])


def test_procedure_precedes_articles_with_words_by_chance():
    for number in range(20):
        factories.article(f"Tin {number}", body="<p>Khai giảng, học sinh cho biết, con em vui.</p>")
    factories.procedure(name="Đăng ký khai sinh")
    assert search("khai sinh cho con", partial=True)[0] == "Đăng ký khai sinh"
    assert search("khai sinh cho con") != []


def test_title_with_name_precedes_words_by_chance():
    Synonym.objects.create(term="thư viện", meanings="tủ sách")
    factories.article("Tin", summary="Tin.", body="<p>Thu hoạch xong, bệnh viện ở xa.</p>")
    factories.article("Những chiếc tủ sách", published_at="2022-03-01T00:00:00Z")
    assert search("thu vien xa", partial=True) == ["Những chiếc tủ sách", "Tin"]
    assert Entry.objects.search("thu vien xa").count() == 2
    factories.article("Mới", summary="Tin.", body="<p>Thư viện xã mở cửa.</p>")
    assert search("thu vien xa", partial=True)[0] == "Mới"


def test_two_words_find_synonym_of_one():
    Synonym.objects.create(term="hđnd", meanings="hội đồng nhân dân")
    factories.article("Bộ máy", body="<p>Hội đồng nhân dân xã.</p>")
    factories.article("Tin", body="<p>Bà con họp tổ.</p>")
    assert search("họp hđnd", partial=True) == ["Bộ máy"]


def test_captions_and_attachment_titles_are_found():
    article = factories.article("Tin ảnh")
    factories.photos(article, 1, caption="Cụ Bền gói bánh", alt_text="Nồi bánh chưng trên bếp")
    assert search("bánh chưng") == search("cụ bền") == ["Tin ảnh"]
    Attachment.objects.create(article=article, title="Phụ lục kinh phí", file="a.pdf", file_type="pdf", size=1)
    assert search("phụ lục kinh phí") == ["Tin ảnh"]
    article.photos.all()[0].delete()
    assert search("bánh chưng") == []


def test_contact_details_guide_and_links_are_found():
    factories.contact_details(telephone="0237 383 5076")
    factories.feedback_address(title="Nơi nhận phản ánh", telephone="0237 222 3333")
    add_missing_entries()
    ServiceLink.objects.create(name="VNeID", description="Căn cước", url="https://vneid.gov.vn/")

    def urls(query: str) -> list[str]:
        return [result.url for result in Entry.objects.search(query)[0:9]]

    assert urls("02373835076") == ["/lien-he/"]
    assert urls("0237.222.3333")[0].startswith("/phan-anh-kien-nghi/#noi-nhan-")
    assert urls("khiếu nại")[0] == "/phan-anh-kien-nghi/huong-dan/khieu-nai/"
    assert urls("vneid")[0] == "https://vneid.gov.vn/"


def test_question_words_stay_in_a_name():
    Synonym.objects.create(term="làm sổ", meanings="giấy chứng nhận")
    factories.article("Cấp giấy chứng nhận")
    factories.article("Sổ tay", published_at="2026-03-01T00:00:00Z")
    assert search("tôi muốn làm sổ thì phải làm gì") == ["Cấp giấy chứng nhận"]
    assert search("tôi muốn mua sổ tay ở đâu được không", partial=True)[0] == "Sổ tay"


def test_name_of_several_words_may_lack_accents():
    Synonym.objects.create(term="sổ đỏ", meanings="giấy chứng nhận")
    factories.article("Cấp giấy chứng nhận")
    assert search("sổ do") == search("so đỏ") == ["Cấp giấy chứng nhận"]


def test_name_of_one_word_needs_its_accents_in_longer_query():
    Synonym.objects.create(term="lấn", meanings="tranh chấp")
    factories.procedure(name="Hòa giải tranh chấp")
    assert search("nhà bên lấn đất", partial=True) == ["Hòa giải tranh chấp"]
    assert search("đi lan hai", partial=True) == []
    assert search("lan") == ["Hòa giải tranh chấp"]


def test_name_of_several_words_precedes_single_word():
    Synonym.objects.create(term="lợn chết", meanings="tiêm phòng")
    Synonym.objects.create(term="đất", meanings="địa chính")
    factories.procedure(name="Tiêm phòng")
    factories.procedure(name="Địa chính", code="2.000001")
    assert search("lợn chết chôn đất nào", partial=True) == ["Tiêm phòng", "Địa chính"]


def test_word_replaced_by_synonym_is_not_missing():
    Synonym.objects.create(term="chế độ", meanings="trợ cấp")
    factories.procedure(name="Trợ cấp xã hội")
    (result,) = Entry.objects.search("chế độ thai sản sản")[0:9]
    assert (result.synonyms, result.missing) == (["trợ cấp"], ["thai", "sản"])


def test_advice_drops_no_word_of_a_name():
    Synonym.objects.create(term="hàng xóm", meanings="tranh chấp")
    factories.article("Bán hàng ở chợ")
    results = Entry.objects.search("hàng xóm ồn")
    assert (results.advice().missing, results.corrected) == (["ồn"], None)
