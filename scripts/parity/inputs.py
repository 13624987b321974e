"""Input images that need not be stored: a tiny generator that test/conformance/golden-input.ts repeats.

state(0) = seed; state(i+1) = (1664525 * state(i) + 1013904223) mod 2^32; value i comes from state(i+1):
uint8 = the top 8 bits; uint16 = the top 16 bits; int32 = the top 16 bits - 32768;
float32 = the top 24 bits / 2^16, so within 0..256; unit32 (float32 pixels) = the top 24 bits / 2^24, so within 0..1.
Smooth images: before the division, the bits b(i) of those become c(i) = floor((b(i) + 3 c(i-1)) / 4), c(-1) = 0, so that
neighbours are alike.
"""

import numpy as np


def states(seed, count):
    result = np.empty(count, np.uint32)
    state = seed
    for i in range(count):
        state = (1664525 * state + 1013904223) & 0xFFFFFFFF
        result[i] = state
    return result


def smoothed(bits):
    previous = 0
    for i, value in enumerate(bits.tolist()):
        previous = (value + 3 * previous) // 4
        bits[i] = previous
    return bits


BITS = {"uint8": 8, "uint16": 16, "int32": 16, "float32": 24, "unit32": 24}


def image_batch(seed, shape, dtype, smooth=False):
    """The batch of `shape` [n, h, w, c]; `dtype` is one of the words above."""
    bits = states(seed, int(np.prod(shape))) >> np.uint32(32 - BITS[dtype])
    if smooth:
        bits = smoothed(bits)
    if dtype == "uint8":
        values = bits.astype(np.uint8)
    elif dtype == "uint16":
        values = bits.astype(np.uint16)
    elif dtype == "int32":
        values = bits.astype(np.int32) - 32768
    elif dtype == "float32":
        values = (bits / 65536.0).astype(np.float32)
    elif dtype == "unit32":
        values = (bits / 16777216.0).astype(np.float32)
    else:
        raise ValueError(dtype)
    return values.reshape(shape)
