"""NumPy, as people write it."""

import decorrelate
import numpy as np


def flip(x, step):
    if step["horizontal"]:
        x = x[:, ::-1]
    if step["vertical"]:
        x = x[::-1]
    return x.copy()


def crop(x, step):
    top, left = int(step["top"]), int(step["left"])
    return x[top : top + int(step["height"]), left : left + int(step["width"])].copy()


def affine(x, step):
    center, scale, bias = (np.asarray(step[name], np.float32) for name in ("center", "scale", "bias"))
    return (x.astype(np.float32) - center) * scale + bias


def clip(x, step):
    return np.clip(x, step["lo"], step["hi"])


def shift(x, step):
    return np.clip(x + np.float32(step["amount"]), x.min(), x.max())


def contrast(x, step):
    mean = x.mean(axis=(0, 1), dtype=np.float32)
    return np.clip((x - mean) * np.float32(step["factor"]) + mean, 0, 255)


def standardize(x, _):
    x = x.astype(np.float32)
    x -= x.mean(dtype=np.float64).astype(np.float32)
    return x / (x.std(dtype=np.float64).astype(np.float32) + np.float32(1e-6))


def whiten(x, step):
    flat = x.reshape(-1, x.shape[-1]).astype(np.float32)
    flat -= flat.mean(axis=0, dtype=np.float64).astype(np.float32)
    values, vectors = np.linalg.eigh(flat.T @ flat / np.float32(len(flat)))
    matrix = (vectors / np.sqrt(values + step["epsilon"])) @ vectors.T
    return (flat @ matrix.astype(np.float32)).reshape(x.shape)


def blend(x, step, images):
    weight = np.float32(step["weight"])
    return x.astype(np.float32) * weight + images[step["partner"]].astype(np.float32) * (1 - weight)


def paste(x, step, images):
    height, width = step["height"], step["width"]
    source = images[step["partner"]][step["fromTop"] :][:height, step["fromLeft"] :][:, :width]
    x[step["top"] :][:height, step["left"] :][:, :width] = source
    return x


def fill(x, step):
    x = x.copy()
    x[step["top"] : step["bottom"], step["left"] : step["right"]] = step["value"]
    return x


def invert(x, _):
    return 255 - x


GRAY = np.float32([0.2989, 0.587, 0.114])


def gray(x, step):
    x = x.astype(np.float32)
    amount = np.float32(step["amount"])
    return np.clip(x + amount * ((x @ GRAY)[..., None] - x), 0, 255)


def turn(x, sixths):
    """`sixths` the hue turns by; channels from the distances of a hue to red, green and blue."""
    x = x.astype(np.float32)
    r, g, b = x[..., 0], x[..., 1], x[..., 2]
    top = x.max(-1)
    span = top - x.min(-1)
    safe = np.where(span > 0, span, 1)
    hue = np.where(top == r, (g - b) / safe, np.where(top == g, (b - r) / safe + 2, (r - g) / safe + 4))
    hue = (hue + np.float32(sixths)) % 6
    down = np.stack([2 - np.abs(hue - 3), np.abs(hue - 2) - 1, np.abs(hue - 4) - 1], -1)
    return top[..., None] - span[..., None] * np.clip(down, 0, 1)


def hue(x, step):
    return turn(x, 6 * step["delta"])


def saturate(x, step):
    x = x.astype(np.float32)
    top = x.max(-1, keepdims=True)
    span = top - x.min(-1, keepdims=True)
    gain = np.minimum(np.float32(step["scale"]), top / np.where(span > 0, span, 1))
    return top - gain * (top - x)


def solarize(x, step):
    x = np.clip(x + np.float32(step["addition"]), 0, 255)
    return np.where(x < step["threshold"], x, 255 - x)


def posterize(x, step):
    mask = np.uint8(0xFF << (8 - int(step["bits"])) & 0xFF)
    return (x.astype(np.uint8) & mask).astype(x.dtype)


def stretch(x, _):
    lo, hi = x.min((0, 1)).astype(np.float32), x.max((0, 1)).astype(np.float32)
    return (x - lo) * (255 / (hi - lo))


def equalize(x, _):
    result = np.empty_like(x)
    for c in range(x.shape[-1]):
        channel = x[..., c].astype(np.uint8)
        total = np.bincount(channel.ravel(), minlength=256).cumsum()
        first = total[total > 0][0]
        table = np.rint((total - first) * 255 / (total[-1] - first)).clip(0, 255)
        result[..., c] = table.astype(x.dtype)[channel]
    return result


STEPS = {
    "flip": flip,
    "crop": crop,
    "affine": affine,
    "clip": clip,
    "shift": shift,
    "contrast": contrast,
    "invert": invert,
    "gray": gray,
    "hue": hue,
    "saturate": saturate,
    "solarize": solarize,
    "posterize": posterize,
    "stretch": stretch,
    "equalize": equalize,
    "standardize": standardize,
    "whiten": whiten,
    "fill": fill,
}
# Steps that take another image of the batch.
MIXING = {"blend": blend, "paste": paste}


def prepare(job, images):
    if any(step["kind"] == "decorrelate" for steps in job["steps"] for step in steps):
        return decorrelate.prepare(job, images)

    def run_one(image, steps):
        if steps and steps[0]["kind"] == "paste":
            image = image.copy()
        for step in steps:
            mix = MIXING.get(step["kind"])
            image = mix(image, step, images) if mix else STEPS[step["kind"]](image, step)
        if job["result"] == "uint8" and image.dtype != np.uint8:
            image = np.rint(image).astype(np.uint8)
        return image

    return lambda: [run_one(image, steps) for image, steps in zip(images, job["steps"])]
