"""The URI that authenticator applications read, and its picture."""

import struct
import zlib

from limen.operations.iam.mfa.otpauth import draw_qr_code, render_uri

SIGNATURE = b"\x89PNG\r\n\x1a\n"


def read_png(image: bytes) -> tuple[int, int, bytes]:
    """Width, height and the unpacked rows; the check sums are checked."""
    assert image.startswith(SIGNATURE)
    rest, header, packed = image[len(SIGNATURE) :], b"", b""
    while rest:
        (size,) = struct.unpack(">I", rest[:4])
        kind, content = rest[4:8], rest[8 : 8 + size]
        assert struct.unpack(">I", rest[8 + size : 12 + size]) == (zlib.crc32(kind + content),)
        header, packed = (content, packed) if kind == b"IHDR" else (header, packed + content * (kind == b"IDAT"))
        rest = rest[12 + size :]
    width, height = struct.unpack(">II", header[:8])
    return width, height, zlib.decompress(packed)


def test_the_label_is_device_and_account():
    assert render_uri("phone", "acme", "ABC") == "otpauth://totp/phone@acme?secret=ABC&issuer=Limen"


def test_odd_names_stay_one_label():
    assert render_uri("a+b=c,d@e", "acme", "ABC").partition("?")[0] == "otpauth://totp/a%2Bb%3Dc%2Cd@e@acme"


def test_the_picture_is_a_square_png():
    width, height, rows = read_png(draw_qr_code(render_uri("phone", "acme", "A" * 64)))
    assert width == height
    assert width % 5 == 0
    assert len(rows) == height * (1 + (width + 7) // 8)
    assert len(set(rows)) > 2, "neither white nor black all over"


def test_another_text_is_another_picture():
    assert draw_qr_code("one") != draw_qr_code("two")


def test_the_longest_name_fits():
    width, height, _ = read_png(draw_qr_code(render_uri("n" * 226, "a" * 63, "A" * 64)))
    assert width == height
