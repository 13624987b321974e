"""OpenCV, called by hand as a careful user would: one thread, destinations kept from call to call."""

import cv2
import numpy as np

cv2.setNumThreads(1)
BORDERS = {
    "constant": cv2.BORDER_CONSTANT,
    "nearest": cv2.BORDER_REPLICATE,
    "reflect": cv2.BORDER_REFLECT,
    "wrap": cv2.BORDER_WRAP,
}


def four(values):
    return tuple((list(values) * 3)[:3]) + (0.0,)


def flat(x):
    return x.reshape(x.shape[0], -1)


def warp(x, step, dst, _):
    matrix = np.asarray(step["map"], np.float64).reshape(2, 3)
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    size = (x.shape[1], x.shape[0])
    return cv2.warpAffine(x, matrix, size, dst=dst, flags=flags, borderMode=BORDERS[step["fillMode"]])


def perspective(x, step, dst, _):
    matrix = np.asarray([*step["map"], 1], np.float64).reshape(3, 3)
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    size = (x.shape[1], x.shape[0])
    return cv2.warpPerspective(x, matrix, size, dst=dst, flags=flags, borderMode=BORDERS[step["fillMode"]])


def flip(x, step, dst, _):
    codes = {(True, False): 1, (False, True): 0, (True, True): -1}
    code = codes.get((step["horizontal"], step["vertical"]))
    return cv2.copyTo(x, None, dst) if code is None else cv2.flip(x, code, dst=dst)


def resize(x, step, dst, _):
    return cv2.resize(x, (step["width"], step["height"]), dst=dst, interpolation=cv2.INTER_LINEAR)


def affine(x, step, dst, job):
    center, scale, bias = step["center"], step["scale"], step["bias"]
    if job["result"] == "uint8":
        return cv2.add(x, four(bias), dst=dst)
    if any(center):
        x = dst = cv2.subtract(x, four(center), dst=dst, dtype=cv2.CV_32F)
    if any(value != 1 for value in scale):
        x = dst = cv2.multiply(x, four(scale), dst=dst, dtype=cv2.CV_32F)
    if any(bias):
        x = cv2.add(x, four(bias), dst=dst, dtype=cv2.CV_32F)
    return x


def clip(x, step, dst, _):
    return np.clip(x, step["lo"], step["hi"], out=dst)


def shift(x, step, dst, _):
    lo, hi, _, _ = cv2.minMaxLoc(flat(x))
    x = cv2.add(x, four([step["amount"]]), dst=dst, dtype=cv2.CV_32F)
    return np.clip(x, lo, hi, out=x)


def contrast(x, step, dst, _):
    factor = step["factor"]
    bias = [mean * (1 - factor) for mean in cv2.mean(x)[:3]]
    x = cv2.multiply(x, four([factor]), dst=dst, dtype=cv2.CV_32F)
    x = cv2.add(x, four(bias), dst=x, dtype=cv2.CV_32F)
    return np.clip(x, 0, 255, out=x)


def standardize(x, _, dst, __):
    mean, deviation = cv2.meanStdDev(flat(x))
    dst = cv2.subtract(x, four([mean[0, 0]]), dst=dst, dtype=cv2.CV_32F)
    return cv2.multiply(dst, four([1 / (deviation[0, 0] + 1e-6)]), dst=dst)


def whiten(x, step, dst, _):
    dst = cv2.subtract(x, cv2.mean(x), dst=dst, dtype=cv2.CV_32F)
    pixels = dst.reshape(-1, dst.shape[-1])
    covariance = cv2.mulTransposed(pixels, True, scale=1 / len(pixels))
    _, values, vectors = cv2.eigen(covariance.astype(np.float64))
    matrix = vectors.T @ (vectors / np.sqrt(values + step["epsilon"]))
    return cv2.transform(dst, matrix.astype(np.float32), dst=dst)


def convolve(x, step, dst, _):
    columns, rows = np.asarray(step["columns"]), np.asarray(step["rows"])
    border = {"borderType": cv2.BORDER_CONSTANT}
    if step["self"] == 0:
        return cv2.sepFilter2D(x, cv2.CV_32F, columns, rows * step["blur"], dst=dst, **border)
    kernel = np.outer(rows, columns) * step["blur"]
    kernel[len(rows) // 2, len(columns) // 2] += step["self"]
    return cv2.filter2D(x, cv2.CV_32F, kernel, dst=dst, **border)


def clahe(x, step, _, job):
    tool = cv2.createCLAHE(step["clipLimit"], (step["columns"], step["rows"]))
    merged = cv2.merge([tool.apply(channel) for channel in cv2.split(x.astype(np.uint8, copy=False))])
    return merged.astype(job["dtype"], copy=False)


def fill(x, step, dst, _):
    dst = cv2.copyTo(x, None, dst)
    dst[step["top"] : step["bottom"], step["left"] : step["right"]] = step["value"]
    return dst


def invert(x, _, dst, __):
    return cv2.bitwise_not(x, dst=dst) if x.dtype == np.uint8 else cv2.subtract(four([255]), x, dst=dst)


def gray(x, step, dst, _):
    amount = step["amount"]
    weights = np.float32([0.2989, 0.587, 0.114])
    matrix = (1 - amount) * np.eye(3, dtype=np.float32) + amount * weights
    return cv2.transform(x, matrix.astype(np.float32), dst=dst)


def in_hsv(x, change, dst):
    """Floats, because bytes have a hue of 180 steps only."""
    hsv = cv2.cvtColor(np.multiply(x, np.float32(1 / 255)), cv2.COLOR_RGB2HSV)
    change(hsv)
    rgb = cv2.cvtColor(hsv, cv2.COLOR_HSV2RGB, dst=hsv)
    if x.dtype == np.float32:
        return cv2.multiply(rgb, four([255]), dst=dst)
    return cv2.convertScaleAbs(rgb, dst=dst, alpha=255)


def hue(x, step, dst, _):
    def change(hsv):
        # Never below 0, which OpenCV does not wrap.
        cv2.add(hsv, (360 * (step["delta"] % 1), 0.0, 0.0, 0.0), dst=hsv)

    return in_hsv(x, change, dst)


def saturate(x, step, dst, _):
    def change(hsv):
        cv2.multiply(hsv, (1.0, step["scale"], 1.0, 0.0), dst=hsv)
        if step["scale"] > 1:
            np.minimum(hsv[..., 1], 1, out=hsv[..., 1])

    return in_hsv(x, change, dst)


def look_up(x, table, dst):
    if x.dtype == np.uint8:
        return cv2.LUT(x, np.rint(table).astype(np.uint8), dst=dst)
    return cv2.LUT(x.astype(np.uint8), table.astype(np.float32), dst=dst)


def solarize(x, step, dst, _):
    table = np.clip(np.arange(256) + step["addition"], 0, 255)
    return look_up(x, np.where(table < step["threshold"], table, 255 - table), dst)


def posterize(x, step, dst, _):
    return look_up(x, np.arange(256) & (0xFF << (8 - int(step["bits"])) & 0xFF), dst)


def stretch(x, _, dst, __):
    lo, hi = x.min((0, 1)).astype(np.float64), x.max((0, 1)).astype(np.float64)
    if x.dtype == np.uint8:
        table = (np.arange(256)[:, None] - lo) * 255 / (hi - lo)
        return cv2.LUT(x, np.rint(table.clip(0, 255)).astype(np.uint8)[None], dst=dst)
    dst = cv2.subtract(x, four(lo), dst=dst)
    return cv2.multiply(dst, four(255 / (hi - lo)), dst=dst)


def equalize(x, _, dst, __):
    channels = [cv2.equalizeHist(channel) for channel in cv2.split(x.astype(np.uint8, copy=False))]
    merged = cv2.merge(channels, dst=dst if x.dtype == np.uint8 else None)
    return merged.astype(x.dtype, copy=False)


STEPS = {
    "warp": warp,
    "perspective": perspective,
    "flip": flip,
    "resize": resize,
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
    "convolve": convolve,
    "clahe": clahe,
    "fill": fill,
}


def prepare(job, images):
    between, last = {}, {}
    # Adding to uint8 saturates, so uint8 images stay uint8 up to the first step that makes floats.
    standardizes = job["steps"][0][-1]["kind"] == "standardize"
    saturates = job["result"] == "uint8" or (job["dtype"] == "uint8" and standardizes)
    words = dict(job, result="uint8") if saturates else job

    def run_one(index):
        image = images[index]
        steps = [step for step in job["steps"][index] if not (saturates and step["kind"] == "clip")]
        for position, step in enumerate(steps):
            at_end = position == len(steps) - 1
            kept, key = (last, index) if at_end else (between, position)
            result = STEPS[step["kind"]](image, step, kept.get(key), words)
            if result is not image:
                kept[key] = image = result
        return image

    return lambda: [run_one(index) for index in range(len(images))]
