"""Transfer of a seed to an authenticator application: an `otpauth` URI, as a QR code (spec api 2.11).

The label has AWS's form (API reference, VirtualMFADevice: QRCodePNG); the issuer names the origin of the codes.
"""

from io import BytesIO
from urllib.parse import quote, urlencode

import segno

ISSUER = "Limen"

_PIXELS_PER_MODULE = 5
_ERROR_CORRECTION = "M"


def render_uri(device_name: str, account_name: str, seed: str) -> str:
    """The URI of a device; `seed` is base32 text."""
    label = quote(f"{device_name}@{account_name}", safe="@")
    return f"otpauth://totp/{label}?{urlencode({'secret': seed, 'issuer': ISSUER})}"


def draw_qr_code(text: str) -> bytes:
    """A PNG image of the text's QR code."""
    image = BytesIO()
    segno.make_qr(text, error=_ERROR_CORRECTION).save(image, kind="png", scale=_PIXELS_PER_MODULE)
    return image.getvalue()
