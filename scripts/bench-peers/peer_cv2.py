"""OpenCV, called by hand as a careful user would: destinations kept from call to call, bytes as long as they will do."""

import math

import cv2
import cv2_colours
import folder_cv2
import numpy as np
from cv2_colours import four

BORDERS = {
    "constant": cv2.BORDER_CONSTANT,
    "nearest": cv2.BORDER_REPLICATE,
    "reflect": cv2.BORDER_REFLECT,
    "wrap": cv2.BORDER_WRAP,
}


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


def fill(x, step, dst, _):
    dst = cv2.copyTo(x, None, dst)
    dst[step["top"] : step["bottom"], step["left"] : step["right"]] = step["value"]
    return dst


STEPS = {
    **cv2_colours.STEPS,
    "warp": warp,
    "perspective": perspective,
    "flip": flip,
    "crop": crop,
    "resize": resize,
    "affine": affine,
    "clip": clip,
    "shift": shift,
    "standardize": standardize,
    "whiten": whiten,
    "convolve": convolve,
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
