"""torchvision.transforms.v2.functional on uint8 tensors, in the layout that is faster for what comes first."""

import math

import torch

try:
    import torchvision  # noqa: F401
except RuntimeError:
    # A torchvision for CUDA beside a torch without it cannot load its own operators. Transforms need none of them, but
    # importing it asks for these two.
    OPERATORS = torch.library.Library("torchvision", "FRAGMENT")
    for name in ("nms", "qnms"):
        OPERATORS.define(f"{name}(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
import torchvision.transforms.v2.functional as F
from torchvision.transforms.v2 import InterpolationMode
from unsupported import Unsupported

BILINEAR = InterpolationMode.BILINEAR


def warp(x, step):
    """An affine map of the caller's own goes in as a perspective one."""
    a, b, c, d, e, f = step["map"]
    # Half a pixel further, where torchvision has the centres.
    centred = [a, b, c + 0.5 - 0.5 * (a + b), d, e, f + 0.5 - 0.5 * (d + e), 0.0, 0.0]
    return F.perspective(x, None, None, interpolation=BILINEAR, coefficients=centred)


def flip(x, step):
    return F.horizontal_flip(x) if step["horizontal"] else x


def resize(x, step):
    return F.resize(x, [step["height"], step["width"]], BILINEAR, antialias=step.get("antialias", False))


def affine(x, step):
    center, scale = step["center"], step["scale"]
    if len(scale) == 1:
        return F.adjust_brightness(x, scale[0])
    return F.normalize(F.to_dtype(x, torch.float32), center, [1 / value for value in scale])


def gray(x, step):
    amount = step["amount"]
    return F.rgb_to_grayscale(x, 3) if amount == 1 else F.adjust_saturation(x, 1 - amount)


def convolve(x, step):
    if step["self"] != 0:
        return F.adjust_sharpness(x, 1 - 13 * step["blur"])

    def sigma(weights):
        middle = len(weights) // 2
        return math.sqrt(0.5 / math.log(weights[middle] / weights[middle - 1]))

    columns, rows = step["columns"], step["rows"]
    return F.gaussian_blur(x, [len(columns), len(rows)], [sigma(columns), sigma(rows)])


STEPS = {
    "warp": warp,
    "flip": flip,
    "resize": resize,
    "affine": affine,
    "convolve": convolve,
    "gray": gray,
    "clip": lambda x, _: x,  # All of them clip.
    "contrast": lambda x, step: F.adjust_contrast(x, step["factor"]),
    "invert": lambda x, _: F.invert(x),
    "hue": lambda x, step: F.adjust_hue(x, step["delta"]),
    "solarize": lambda x, step: F.solarize(x, step["threshold"]),
    "posterize": lambda x, step: F.posterize(x, int(step["bits"])),
    "stretch": lambda x, _: F.autocontrast(x),
    "equalize": lambda x, _: F.equalize(x),
}


# Up to fifty times as fast as in planes.
INTERLEAVED = ("convolve", "contrast", "solarize", "resize")


def prepare(job, images):
    if job["dtype"] != "uint8":
        raise Unsupported("uint8 only")
    torch.set_num_threads(job["threads"])
    interleaved = job["steps"][0][0]["kind"] in INTERLEAVED
    layout = torch.channels_last if interleaved else torch.contiguous_format
    # Cloned, because a batch of one that only looks interleaved is taken for planes, and slowly.
    tensors = [torch.from_numpy(image).permute(2, 0, 1)[None].clone(memory_format=layout) for image in images]

    def run_one(x, steps):
        for step in steps:
            x = STEPS[step["kind"]](x, step)
        return x[0].permute(1, 2, 0)

    return lambda: [run_one(x, steps) for x, steps in zip(tensors, job["steps"])]
