"""NumPy, as people write it."""

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


STEPS = {
    "flip": flip,
    "crop": crop,
    "affine": affine,
    "clip": clip,
    "shift": shift,
    "contrast": contrast,
    "standardize": standardize,
    "whiten": whiten,
    "fill": fill,
}
# Steps that take another image of the batch.
MIXING = {"blend": blend, "paste": paste}


def prepare(job, images):
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
