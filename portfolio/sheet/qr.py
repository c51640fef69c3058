"""QR code of an address as a drawing."""

import segno

QUIET_ZONE = 2  # modules of white around it; the sheet's own margin adds the rest


def drawing(address: str) -> str:
    """The code as SVG: square modules in ink; "" where an address is too long for one."""
    try:
        code = segno.make_qr(address, error="l", boost_error=True)
    except segno.DataOverflowError:
        return ""
    return str(code.svg_inline(border=QUIET_ZONE, dark="#1b1b1b", omitsize=True))
