"""The HTML of a Word file, by mammoth."""

from typing import Any

import mammoth

from saovang.media.word.document import Document

STYLE_MAP = """
p[style-name='Title'] => h1.title:fresh
p[style-name='Subtitle'] => p.subtitle:fresh
p[style-name='Caption'] => p.caption:fresh
p[style-name='caption'] => p.caption:fresh
p[style-name='Quote'] => blockquote > p:fresh
p[style-name='Intense Quote'] => blockquote > p:fresh
"""


def convert_to_html(document: Document) -> str:
    """Return the HTML that mammoth makes of a document. The address of each picture is the name of its part."""

    def convert_image(image: Any) -> dict[str, str]:
        with image.open() as part:  # which holds its name, see `Document.pack`
            return {"src": part.read().decode()}

    converter = mammoth.images.img_element(convert_image)
    result = mammoth.convert_to_html(document.pack(), style_map=STYLE_MAP, convert_image=converter)
    document.lost["ký hiệu"] += sum(message.message.startswith("A w:sym element") for message in result.messages)
    return result.value
