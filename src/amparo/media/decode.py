"""A picture's bytes to pixels, within limits. Runs only in the confined worker.

Coordinates everywhere are those of the picture as displayed: the EXIF orientation is applied first.
"""

import importlib.util
import io
import warnings
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFile, ImageOps, UnidentifiedImageError

Pixels = NDArray[np.uint8]
"""Height x width x 3, RGB."""

MAX_PIXELS = 64_000_000
"""A scrolling capture of 1080 x 40,000 has 43 million; 64 million cost 192 MB decoded."""
MAX_SIDE = 65_500
FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF")
"""What phones and desktops write screenshots in. HEIC joins them where `pillow_heif` is installed."""


class PictureError(Exception):
    """Why a picture was not decoded; `limit` when a limit of ours stopped it."""

    def __init__(self, cause: str, *, limit: bool = False) -> None:
        super().__init__(cause)
        self.cause = cause
        self.limit = limit


@dataclass(frozen=True, slots=True)
class Decoded:
    pixels: Pixels
    truncated: bool


def formats() -> tuple[str, ...]:
    """The Pillow formats that are tried, and no other."""
    if importlib.util.find_spec("pillow_heif") is None:
        return FORMATS
    importlib.import_module("pillow_heif").register_heif_opener()
    return (*FORMATS, "HEIF")


def decode(content: bytes, allowed: tuple[str, ...]) -> Decoded:
    """The first frame, upright, on white where it is transparent. Raises `PictureError`."""
    try:
        return Decoded(_pixels(content, allowed), truncated=False)
    except OSError as cause:
        if "truncated" not in str(cause):
            raise PictureError(str(cause)) from cause
    ImageFile.LOAD_TRUNCATED_IMAGES = True
    try:
        return Decoded(_pixels(content, allowed), truncated=True)
    except OSError as cause:
        raise PictureError(str(cause)) from cause
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = False


def _pixels(content: bytes, allowed: tuple[str, ...]) -> Pixels:
    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=allowed) as picture:
                width, height = picture.size
                if width * height > MAX_PIXELS or max(width, height) > MAX_SIDE:
                    raise PictureError(
                        f"{width} x {height} pixels, more than the {MAX_PIXELS // 1_000_000} million that are read",
                        limit=True,
                    )
                upright = ImageOps.exif_transpose(picture)
                return np.asarray(_on_white(upright), dtype=np.uint8)
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as cause:
        raise PictureError(str(cause), limit=True) from cause
    except UnidentifiedImageError as cause:
        raise PictureError(f"not one of {', '.join(allowed)}") from cause
    except OSError:
        raise
    except MemoryError as cause:
        raise PictureError("needs more memory than the worker may take", limit=True) from cause
    except Exception as cause:  # Pillow's plugins raise whatever a broken header leads to
        raise PictureError(f"{type(cause).__name__}: {cause}") from cause


def _on_white(picture: Image.Image) -> Image.Image:
    if picture.mode == "RGB":
        return picture
    if picture.mode.startswith("I;16") or picture.mode in ("I", "F"):
        return picture.point(lambda level: level / 256).convert("L").convert("RGB")
    if picture.has_transparency_data:
        layered = picture.convert("RGBA")
        white = Image.new("RGBA", layered.size, "white")
        return Image.alpha_composite(white, layered).convert("RGB")
    return picture.convert("RGB")
