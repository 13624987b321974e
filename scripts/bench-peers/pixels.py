"""The pixels of bench/pixels.ts: value i of image k is a hash of both."""

import numpy as np


def mix(values):
    v = values.astype(np.uint32)
    v = (v ^ (v >> np.uint32(16))) * np.uint32(0x85EBCA6B)
    v = (v ^ (v >> np.uint32(13))) * np.uint32(0xC2B2AE35)
    return v ^ (v >> np.uint32(16))


def make_images(shape, count, dtype):
    values = shape[0] * shape[1] * shape[2]
    starts = mix(np.arange(1, count + 1, dtype=np.uint32))[:, None]
    hashed = mix(starts + np.arange(values, dtype=np.uint32)[None, :])
    return (hashed >> np.uint32(24)).astype(dtype).reshape([count, *shape])
