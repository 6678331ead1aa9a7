"""The formats of photos that are accepted, known without loading their decoders."""

import re

# The first bytes of these formats: a file that has them and cannot be opened is a truncated photo.
MAGIC_BYTES = re.compile(
    rb"\xff\xd8\xff|\x89PNG\r\n|RIFF....WEBP|....ftyp(?:avi[fs]|hei[cmsx]|hev[cmsx]|mif1|msf1)", re.DOTALL
)
