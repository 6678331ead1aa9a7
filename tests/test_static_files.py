"""Static files are compressed as pages ask for them, anew only where they changed."""

import gzip

import brotli
import pytest

from saovang.core.staticfiles import StaticFiles

NAME = "a.0123456789ab.css"


@pytest.fixture
def compress(tmp_path):
    """Compresses the file of a name with a content; gives what stands beside it by suffix."""
    storage = StaticFiles(location=tmp_path)

    def compressed(name: str, content: bytes) -> dict[str, bytes]:
        (tmp_path / name).write_bytes(content)
        list(storage.compress_files([name]))
        return {path.name.removeprefix(name): path.read_bytes() for path in tmp_path.glob(f"{name}.*")}

    return compressed


def test_what_pages_ask_for_is_there_in_both_encodings(compress):
    content = b"p { color: red }\n" * 50
    made = compress(NAME, content)
    assert {suffix: len(file) < len(content) for suffix, file in made.items()} == {".br": True, ".gz": True}
    assert (brotli.decompress(made[".br"]), gzip.decompress(made[".gz"])) == (content, content)


@pytest.mark.parametrize("name", ["a.css", "a.js.0123456789ab.map", "a.0123456789ab.webp"])
def test_what_no_page_asks_for_or_is_compressed_already_stays_as_it_is(compress, name):
    assert compress(name, b"a" * 1000) == {}


def test_a_later_start_keeps_what_is_the_same_and_makes_the_rest_anew(compress, tmp_path):
    before = compress(NAME, b"a" * 1000)
    (tmp_path / f"{NAME}.br").write_bytes(b"as it was")
    assert compress(NAME, b"a" * 1000) == before | {".br": b"as it was"}
    after = compress(NAME, b"b" * 1000)
    assert (brotli.decompress(after[".br"]), gzip.decompress(after[".gz"])) == (b"b" * 1000, b"b" * 1000)


WHOLE = gzip.compress(b"a" * 1000)


@pytest.mark.parametrize("left", [b"", b"junk", WHOLE[:-4], WHOLE[:10] + b"junk" * 9], ids=range(4))
def test_a_file_that_was_cut_off_is_made_anew(compress, tmp_path, left):
    (tmp_path / f"{NAME}.gz").write_bytes(left)
    assert gzip.decompress(compress(NAME, b"a" * 1000)[".gz"]) == b"a" * 1000
