"""Pillow, on images that are its own already."""

from PIL import Image
from unsupported import Unsupported

BILINEAR = Image.Resampling.BILINEAR


def warp(x, step):
    a, b, c, d, e, f = step["map"]
    # Half a pixel further, where Pillow has the centres.
    centred = (a, b, c + 0.5 - 0.5 * (a + b), d, e, f + 0.5 - 0.5 * (d + e))
    return x.transform(x.size, Image.Transform.AFFINE, centred, BILINEAR)


def flip(x, step):
    return x.transpose(Image.Transpose.FLIP_LEFT_RIGHT) if step["horizontal"] else x.copy()


def resize(x, step):
    """Always antialiased."""
    return x.resize((step["width"], step["height"]), BILINEAR)


STEPS = {"warp": warp, "flip": flip, "resize": resize}


def prepare(job, images):
    if job["dtype"] != "uint8":
        raise Unsupported("uint8 only")
    pictures = [Image.fromarray(image) for image in images]

    def run_one(x, steps):
        for step in steps:
            x = STEPS[step["kind"]](x, step)
        return x

    return lambda: [run_one(x, steps) for x, steps in zip(pictures, job["steps"])]
