"""Colours and tones in OpenCV; bytes stay bytes where the result is one of bytes."""

import cv2
import numpy as np


def four(values):
    return tuple((list(values) * 3)[:3]) + (0.0,)


def contrast(x, step, dst, job):
    factor = step["factor"]
    bias = [mean * (1 - factor) for mean in cv2.mean(x)[:3]]
    if job["result"] == "uint8":
        table = np.arange(256)[:, None] * factor + bias
        return cv2.LUT(x, np.rint(table.clip(0, 255)).astype(np.uint8)[None], dst=dst)
    x = cv2.multiply(x, four([factor]), dst=dst, dtype=cv2.CV_32F)
    x = cv2.add(x, four(bias), dst=x, dtype=cv2.CV_32F)
    return np.clip(x, 0, 255, out=x)


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
    mask = 0xFF << (8 - int(step["bits"])) & 0xFF
    if x.dtype == np.uint8:
        return cv2.bitwise_and(x, four([mask]), dst=dst)
    return look_up(x, np.arange(256) & mask, dst)


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


def clahe(x, step, _, job):
    tool = cv2.createCLAHE(step["clipLimit"], (step["columns"], step["rows"]))
    merged = cv2.merge([tool.apply(channel) for channel in cv2.split(x.astype(np.uint8, copy=False))])
    return merged.astype(job["dtype"], copy=False)


STEPS = {
    "contrast": contrast,
    "invert": invert,
    "gray": gray,
    "hue": hue,
    "saturate": saturate,
    "solarize": solarize,
    "posterize": posterize,
    "stretch": stretch,
    "equalize": equalize,
    "clahe": clahe,
}
