"""OpenCV, called by hand as a careful user would: destinations kept from call to call, bytes as long as they will do."""

import math

import cv2
import folder_cv2
import numpy as np

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


def crop(x, step, _, __):
    top, left = int(step["top"]), int(step["left"])
    return x[top : top + int(step["height"]), left : left + int(step["width"])]


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


def contrast(x, step, dst, job):
    factor = step["factor"]
    bias = [mean * (1 - factor) for mean in cv2.mean(x)[:3]]
    if job["result"] == "uint8":
        table = np.arange(256)[:, None] * factor + bias
        return cv2.LUT(x, np.rint(table.clip(0, 255)).astype(np.uint8)[None], dst=dst)
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


def sigma(weights):
    middle = len(weights) // 2
    return math.sqrt(0.5 / math.log(weights[middle] / weights[middle - 1]))


def convolve(x, step, dst, _):
    columns, rows = step["columns"], step["rows"]
    border = {"borderType": cv2.BORDER_CONSTANT}
    if step["self"] == 0:
        return cv2.GaussianBlur(x, (len(columns), len(rows)), sigma(columns), dst=dst, sigmaY=sigma(rows), **border)
    kernel = np.outer(rows, columns) * step["blur"]
    kernel[len(rows) // 2, len(columns) // 2] += step["self"]
    return cv2.filter2D(x, -1, kernel, dst=dst, **border)


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


def in_bytes_hsv(x, hues, saturations, dst):
    """In 256 steps of hue, which is fast and costs some levels of error."""
    dst = cv2.cvtColor(x, cv2.COLOR_RGB2HSV_FULL, dst=dst)
    tables = np.stack([hues, saturations, np.arange(256)], axis=-1)
    dst = cv2.LUT(dst, np.rint(tables).astype(np.uint8)[None], dst=dst)
    return cv2.cvtColor(dst, cv2.COLOR_HSV2RGB_FULL, dst=dst)


def in_hsv(x, change, dst):
    hsv = cv2.cvtColor(np.multiply(x, np.float32(1 / 255)), cv2.COLOR_RGB2HSV)
    change(hsv)
    return cv2.multiply(cv2.cvtColor(hsv, cv2.COLOR_HSV2RGB, dst=hsv), four([255]), dst=dst)


def hue(x, step, dst, job):
    def change(hsv):
        # Never below 0, which OpenCV does not wrap.
        cv2.add(hsv, (360 * (step["delta"] % 1), 0.0, 0.0, 0.0), dst=hsv)

    if job["result"] == "float32":
        return in_hsv(x, change, dst)
    return in_bytes_hsv(x, (np.arange(256) + round(256 * step["delta"])) % 256, np.arange(256), dst)


def saturate(x, step, dst, job):
    def change(hsv):
        cv2.multiply(hsv, (1.0, step["scale"], 1.0, 0.0), dst=hsv)
        if step["scale"] > 1:
            np.minimum(hsv[..., 1], 1, out=hsv[..., 1])

    if job["result"] == "float32":
        return in_hsv(x, change, dst)
    return in_bytes_hsv(x, np.arange(256), (np.arange(256) * step["scale"]).clip(0, 255), dst)


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
    lo, hi = np.array([cv2.minMaxLoc(channel)[:2] for channel in cv2.split(x)]).T
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
    "crop": crop,
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


def in_bytes(steps, job):
    """Steps and the job they think they are part of. Bytes saturate, so they stay bytes up to their last clip."""
    kinds = [step["kind"] for step in steps]
    clips = [i for i, kind in enumerate(kinds) if kind == "clip"]
    scales = clips and all(kind in ("affine", "standardize") for kind in kinds[clips[-1] + 1 :])
    end = len(steps) if job["result"] == "uint8" else clips[-1] if job["dtype"] == "uint8" and scales else 0
    for position, step in enumerate(steps):
        if position >= end:
            yield step, job
        elif step["kind"] != "clip":
            yield step, dict(job, result="uint8")


def run_chain(image, chain, between, last):
    """`between` keeps the results of steps by their position, `last` is what the last step writes to, if it is there."""
    for position, (step, words) in enumerate(chain):
        at_end = position == len(chain) - 1
        result = STEPS[step["kind"]](image, step, last if at_end else between.get(position), words)
        if result is not image and not at_end:
            between[position] = result
        image = result
    return image


def prepare(job, images):
    chains = [list(in_bytes(steps, job)) for steps in job["steps"]]
    if "folder" in job:
        return folder_cv2.prepare(job, chains, run_chain)
    cv2.setNumThreads(job["threads"])
    between, last = {}, [None] * len(images)

    def run():
        for i, image in enumerate(images):
            result = run_chain(image, chains[i], between, last[i])
            # A step that copied nothing gave the image itself, which is not to be written to.
            last[i] = None if result is image else result
            yield result

    return lambda: list(run())
