"""Layers that look at the neighbourhood of a value or at its place, against the Keras layers with injected draws."""

import keras
import numpy as np
import scipy.ndimage
import scipy.stats

from golden import Group, draw, float_pixels, layer
from peers import KERAS, SCIPY

TOLERANCE = 1e-5
DTYPES = ("float32", "uint8", "unit32")


def value_range(case_input):
    return [0, 1] if case_input["dtype"] == "unit32" else [0, 255]


def gaussian_blur():
    """One sigma for all images of a call, so every image of a case is a call of its own."""
    group = Group("RandomGaussianBlur", KERAS, TOLERANCE)
    for index in range(26):
        case_input = group.input(index, count=2, dtype=DTYPES[index % 3])
        low, high = value_range(case_input)
        size = (3, 5, 7, 1, 9)[index % 5]
        peer = keras.layers.RandomGaussianBlur(1.0, kernel_size=size, value_range=(low, high))
        results, draws = [], []
        for image in float_pixels(case_input):
            coin = int(group.uniform(0, 1) < 0.8)
            sigma = [group.uniform(0.05, 1), group.uniform(0.05, 1)]
            transformation = {
                "should_apply_blur": np.asarray([bool(coin)]),
                "blur_factor": np.asarray(sigma, np.float32),
            }
            results.append(np.asarray(peer.transform_images(image[None], transformation, training=True)))
            values = {"blur": coin, "xSigma": sigma[0], "ySigma": sigma[1]}
            draws.append([draw("RandomGaussianBlur", "gaussian_blur", **values)])
        config = layer("RandomGaussianBlur", factor=1, kernelSize=size, valueRange=[low, high])
        group.add(case_input, np.concatenate(results), layers=[config], draws=draws)
    return group


def gaussian_blur_of_two_sizes():
    """Keras scrambles kernels that are not square, so SciPy is the oracle here, also for sigmas above 1."""
    group = Group("RandomGaussianBlur (two sizes)", SCIPY, TOLERANCE)
    for index in range(20):
        case_input = group.input(index, dtype=("float32", "uint8")[index % 2])
        radii = [group.pick((0, 1, 2, 3)), group.pick((1, 2, 4))]
        sigma = [group.uniform(0.2, 4), group.uniform(0.2, 4)]
        result = float_pixels(case_input).astype(np.float64)
        for axis, radius, width in ((2, radii[0], sigma[0]), (1, radii[1], sigma[1])):
            result = scipy.ndimage.gaussian_filter1d(result, width, axis=axis, mode="constant", radius=radius)
        config = layer("RandomGaussianBlur", kernelSize=[2 * radius + 1 for radius in radii], sigma=[0.2, 4])
        values = {"blur": 1, "xSigma": sigma[0], "ySigma": sigma[1]}
        draws = [[draw("RandomGaussianBlur", "gaussian_blur", **values)]]
        group.add(case_input, np.clip(result, 0, 255).astype(np.float32), layers=[config], draws=draws)
    return group


def sharpness():
    group = Group("RandomSharpness", KERAS, TOLERANCE)
    for index in range(24):
        case_input = group.input(index, count=2, dtype=DTYPES[index % 3])
        low, high = value_range(case_input)
        factors = [group.uniform(0, 1) for _ in range(2)]
        peer = keras.layers.RandomSharpness(1.0, value_range=(low, high))
        transformation = {"factor": np.asarray(factors, np.float32)}
        result = peer.transform_images(float_pixels(case_input), transformation, training=True)
        config = layer("RandomSharpness", factor=1, valueRange=[low, high])
        draws = [[draw("RandomSharpness", "sharpness", factor=factor)] for factor in factors]
        group.add(case_input, result, layers=[config], draws=draws)
    return group


def clahe():
    """Keras cannot pad an image by more than its own size, so grids follow the images."""
    group = Group("ContrastLimitedAdaptiveHistogramEqualization", KERAS, TOLERANCE)
    for index in range(26):
        case_input = group.input(index, count=2, dtype=DTYPES[index % 3])
        height, width = case_input["shape"][1:3]
        low, high = value_range(case_input)
        grid = [min(group.pick((1, 2, 3, 8)), height), min(group.pick((1, 2, 4, 8)), width)]
        limit = group.pick((4.0, 0.0, 1.5, 40.0, -1.0))
        options = {"clip_limit": limit, "tile_grid_size": tuple(grid), "value_range": (low, high)}
        peer = keras.layers.ContrastLimitedAdaptiveHistogramEqualization(**options)
        config = layer(
            "ContrastLimitedAdaptiveHistogramEqualization", clipLimit=limit, tileGridSize=grid, valueRange=[low, high]
        )
        group.add(case_input, peer(float_pixels(case_input)), layers=[config])
    return group


def erasing():
    """Fills by value and by channel; the noise has no common source and is held by its statistics in the tests."""
    group = Group("RandomErasing (fillValue)", KERAS, TOLERANCE)
    for index in range(24):
        case_input = group.input(index, count=2, dtype=DTYPES[index % 3], channels=(3, 1, 4)[index % 3])
        count, height, width, channels = case_input["shape"]
        low, high = value_range(case_input)
        fill = [group.uniform(-0.2, 1.2) * high for _ in range(3)] if channels == 3 else group.uniform(-0.2, 1.2) * high
        peer = keras.layers.RandomErasing(1.0, fill_value=fill, value_range=(low, high))
        draws, corners, coins = [], [], []
        for _ in range(count):
            # Bounds that float32 and float64 see on the same side of a pixel.
            sides = [group.uniform(0, width), group.uniform(0, height)]
            place = [group.uniform(0, width - sides[0]), group.uniform(0, height - sides[1])]
            coins.append(int(group.uniform(0, 1) < 0.8))
            corners.append((place[0], place[0] + sides[0], place[1], place[1] + sides[1]))
            values = {"erase": coins[-1], "left": place[0], "top": place[1], "width": sides[0], "height": sides[1]}
            draws.append([draw("RandomErasing", "erase", **values, noise0=0, noise1=0)])
        images = float_pixels(case_input)
        bounds = tuple(np.asarray(bound, np.float32) for bound in zip(*corners))
        transformation = {
            "apply_erasing": np.asarray(coins, bool),
            "batch_masks": peer._generate_batch_mask(images.shape, bounds),
            "fill_value": peer._get_fill_value(images, images.shape, None),
        }
        result = peer.transform_images(images, transformation, training=True)
        config = layer("RandomErasing", factor=1, fillValue=fill, valueRange=[low, high])
        group.add(case_input, result, layers=[config], draws=draws)
    return group


def words(noise0, noise1, height, row_values):
    """The 32-bit words of all places of an image, by the rule of docs/semantics.md."""
    rows, places = np.mgrid[0:height, 0:row_values].astype(np.uint64)
    lane = places % 64
    c = [places // 64 * 16 + lane % 16, rows, np.zeros_like(rows), np.zeros_like(rows)]
    mask, half = np.uint64(0xFFFFFFFF), np.uint64(32)
    key = [noise0, noise1]
    for _ in range(10):
        products = np.uint64(0xD2511F53) * c[0], np.uint64(0xCD9E8D57) * c[2]
        c = [
            (products[1] >> half) ^ c[1] ^ np.uint64(key[0]), products[1] & mask,
            (products[0] >> half) ^ c[3] ^ np.uint64(key[1]), products[0] & mask,
        ]
        key = [(key[0] + 0x9E3779B9) & 0xFFFFFFFF, (key[1] + 0xBB67AE85) & 0xFFFFFFFF]
    return np.choose((lane // 16).astype(np.int64), c)


def noise():
    """Noise of the same words: NumPy computes the words, SciPy the normal quantiles in float64."""
    group = Group("GaussianNoise", f"NumPy {np.__version__}, {SCIPY}", TOLERANCE)
    for index in range(24):
        case_input = group.input(index, dtype=("float32", "uint8", "int32", "uint16")[index % 4])
        _, height, width, channels = case_input["shape"]
        noise0, noise1 = (int(group.random.integers(2**32)) for _ in range(2))
        stddev = group.uniform(0, 40)
        word = words(noise0, noise1, height, width * channels)
        tail = ((word & np.uint64(0x7FFFFFFF)).astype(np.float64) + 0.5) / 2**32
        deviates = np.where(word >= 2**31, -1, 1) * scipy.stats.norm.isf(tail)
        result = float_pixels(case_input) + stddev * deviates.reshape(1, height, width, channels)
        config = layer("GaussianNoise", stddev=[0, 40])
        values = {"stddev": stddev, "noise0": noise0, "noise1": noise1}
        group.add(case_input, result.astype(np.float32), layers=[config],
                  draws=[[draw("GaussianNoise", "gaussian_noise", **values)]])
    return group


def groups():
    return [gaussian_blur(), gaussian_blur_of_two_sizes(), sharpness(), clahe(), erasing(), noise()]
