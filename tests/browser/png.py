"""Small PNG files: a screenshot redrawn with 256 colours, a third of the size and no eye can tell."""

import base64
import struct
import zlib
from pathlib import Path
from typing import Any, Final

from playwright.async_api import Page

__all__ = ["shrink", "size_of"]

_SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"

_TO_256_COLOURS: Final = """async (source) => {
    const bytes = Uint8Array.from(atob(source), (each) => each.charCodeAt(0));
    const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
    const { width, height } = bitmap;
    const pen = new OffscreenCanvas(width, height).getContext('2d');
    pen.drawImage(bitmap, 0, 0);
    const { data } = pen.getImageData(0, 0, width, height);

    // Colours that differ by less than eight in each channel share a bucket; the fullest buckets are kept.
    const bucketOf = (at) => ((data[at] >> 3) << 10) | ((data[at + 1] >> 3) << 5) | (data[at + 2] >> 3);
    const buckets = new Map();
    for (let at = 0; at < data.length; at += 4) {
        const key = bucketOf(at);
        const bucket = buckets.get(key) ?? buckets.set(key, [0, 0, 0, 0]).get(key);
        bucket[0] += 1;
        for (let channel = 0; channel < 3; channel += 1) bucket[channel + 1] += data[at + channel];
    }
    const means = new Map([...buckets].map(([key, [count, ...sums]]) => [key, sums.map((sum) => sum / count)]));
    const fullest = [...buckets].sort((one, other) => other[1][0] - one[1][0]).slice(0, 256);
    const palette = fullest.map(([key]) => means.get(key).map(Math.round));
    const nearest = (colour) => {
        const distance = (each) => each.reduce((sum, value, channel) => sum + (value - colour[channel]) ** 2, 0);
        return palette.reduce((best, each, index) => (distance(each) < distance(palette[best]) ? index : best), 0);
    };
    const places = new Map([...means].map(([key, mean]) => [key, nearest(mean)]));

    const dots = new Uint8Array(width * height).map((_, index) => places.get(bucketOf(index * 4)));
    let text = '';
    for (let at = 0; at < dots.length; at += 32768) text += String.fromCharCode(...dots.subarray(at, at + 32768));
    return { width, height, palette: palette.flat(), dots: btoa(text) };
}"""


async def shrink(page: Page, picture: bytes) -> bytes:
    """Redraw a picture with its 256 commonest colours."""
    drawn: dict[str, Any] = await page.evaluate(_TO_256_COLOURS, base64.b64encode(picture).decode())
    width, height, dots = drawn["width"], drawn["height"], base64.b64decode(drawn["dots"])
    rows = b"".join(b"\0" + dots[at : at + width] for at in range(0, width * height, width))
    chunks = (
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)),
        (b"PLTE", bytes(drawn["palette"])),
        (b"IDAT", zlib.compress(rows, 9)),
        (b"IEND", b""),
    )
    return _SIGNATURE + b"".join(_chunk(*one) for one in chunks)


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def size_of(path: Path) -> tuple[int, int]:
    """Read how wide and high a PNG file is.

    Raises
    ------
    ValueError
        When it is none.
    """
    head = path.read_bytes()[:24]
    if head[:8] != _SIGNATURE or head[12:16] != b"IHDR":
        raise ValueError(f"{path} is no PNG file")
    width, height = struct.unpack(">II", head[16:24])
    return width, height
