"""Layers that change colours and tones, against Keras 3."""

import keras
import numpy as np

from golden import Group, draw, float_pixels, layer
from peers import KERAS

TOLERANCE = 1e-5
RANGES = {"unit32": (0, 1), "uint16": (0, 65535), "int32": (-32768, 32767)}
DTYPES = ("float32", "uint8", "unit32", "uint16", "int32")
COUNT = 25


def value_range(case_input):
    return RANGES.get(case_input["dtype"], (0, 255))


def inputs(group, channels=(3, 4, 3)):
    """Descriptions of batches of two: sizes, channels and dtypes take turns."""
    for index in range(COUNT):
        yield group.input(index, count=2, channels=channels[index % len(channels)], dtype=DTYPES[index % len(DTYPES)])


def tensor(images):
    return keras.ops.convert_to_tensor(images)


def on_colours(transform, images):
    """`transform` of the first three channels; an alpha channel stays."""
    changed = np.asarray(transform(tensor(images[..., :3])))
    return np.concatenate([changed, images[..., 3:]], axis=-1)


def column(values):
    return np.asarray(values, np.float32).reshape(-1, 1, 1, 1)


def pair(group, low, high):
    return [group.uniform(low, high) for _ in range(2)]


def saturation():
    group = Group("RandomSaturation", f"{KERAS}, saturation at most 1", TOLERANCE)
    # Keras bounds the saturation by its value_range.
    peer = keras.layers.RandomSaturation(1.0, value_range=(0, 1))
    for case_input in inputs(group):
        factors = pair(group, 0, 0.95)
        scales = [round(f / (1 - f + 1e-7), 6) for f in factors]
        transformation = {"factor": np.asarray(scales, np.float32)}
        result = on_colours(lambda x: peer.transform_images(x, transformation, training=True), float_pixels(case_input))
        config = layer("RandomSaturation", factor=1)
        group.add(case_input, result, layers=[config],
                  draws=[[draw("RandomSaturation", "saturation", scale=s)] for s in scales])
    return group


def hue():
    group = Group("RandomHue", KERAS, TOLERANCE)
    for case_input in inputs(group):
        bounds = value_range(case_input)
        deltas = pair(group, -0.5, 0.5)
        peer = keras.layers.RandomHue(1.0, value_range=bounds)
        transformation = {"factor": np.asarray(deltas, np.float32)}
        result = on_colours(lambda x: peer.transform_images(x, transformation, training=True), float_pixels(case_input))
        group.add(case_input, result, layers=[layer("RandomHue", factor=1, valueRange=bounds)],
                  draws=[[draw("RandomHue", "hue", delta=d)] for d in deltas])
    return group


def degeneration():
    group = Group("RandomColorDegeneration", KERAS, TOLERANCE)
    for case_input in inputs(group, (3, 4, 1)):
        bounds = value_range(case_input)
        factors = pair(group, -1, 1)
        peer = keras.layers.RandomColorDegeneration(1.0, value_range=bounds)
        transformation = {"factor": column(factors)}
        result = on_colours(lambda x: peer.transform_images(x, transformation, training=True), float_pixels(case_input))
        group.add(case_input, result, layers=[layer("RandomColorDegeneration", factor=1, valueRange=bounds)],
                  draws=[[draw("RandomColorDegeneration", "color_degeneration", factor=f)] for f in factors])
    return group


def grayscale():
    group = Group("RandomGrayscale", KERAS, TOLERANCE)
    peer = keras.layers.RandomGrayscale()
    for case_input in inputs(group, (3, 4, 1)):
        coins = [group.pick((0, 1, 1)) for _ in range(2)]
        flags = np.asarray(coins, bool).reshape(2, 1, 1, 1)
        result = on_colours(lambda x: peer.transform_images(x, flags, training=True), float_pixels(case_input))
        group.add(case_input, result, layers=[layer("RandomGrayscale")],
                  draws=[[draw("RandomGrayscale", "grayscale", grayscale=coin)] for coin in coins])
    return group


def invert():
    group = Group("RandomInvert", f"{KERAS} with value_range (0, min + max)", TOLERANCE)
    for case_input in inputs(group, (1, 3, 4, 2)):
        bounds = value_range(case_input)
        coins = [group.pick((0, 1, 1)) for _ in range(2)]
        # Keras computes max - x.
        peer = keras.layers.RandomInvert(1.0, value_range=(0, sum(bounds)))
        transformation = {"apply_inversion": np.asarray(coins, bool)}
        result = peer.transform_images(tensor(float_pixels(case_input)), transformation, training=True)
        group.add(case_input, result, layers=[layer("RandomInvert", valueRange=bounds)],
                  draws=[[draw("RandomInvert", "invert", invert=coin)] for coin in coins])
    return group


def posterization():
    group = Group("RandomPosterization", KERAS, TOLERANCE)
    for case_input in inputs(group, (1, 3, 4, 2)):
        bounds = value_range(case_input)
        bits = [group.pick(range(1, 9)) for _ in range(2)]
        peer = keras.layers.RandomPosterization(8, value_range=bounds)
        transformation = {"shift_factor": 8 - np.asarray(bits, np.uint8)}
        result = peer.transform_images(tensor(float_pixels(case_input)), transformation, training=True)
        group.add(case_input, result, layers=[layer("RandomPosterization", factor=8, valueRange=bounds)],
                  draws=[[draw("RandomPosterization", "posterize", bits=b)] for b in bits])
    return group


def solarization():
    group = Group("Solarization", KERAS, TOLERANCE)
    for case_input in inputs(group, (1, 3, 4, 2)):
        low, high = value_range(case_input)
        # On Keras' scale of 0..255; drawn numbers are in units of the values.
        additions, thresholds = pair(group, 0, 120), pair(group, 0, 255)
        peer = keras.layers.Solarization(1.0, 1.0, value_range=(low, high))
        transformation = {"additions": column(additions), "thresholds": column(thresholds)}
        result = peer.transform_images(tensor(float_pixels(case_input)), transformation, training=True)
        unit = (high - low) / 255
        config = layer("Solarization", additionFactor=1, thresholdFactor=1, valueRange=(low, high))
        draws = [[draw("Solarization", "solarize", addition=a * unit, threshold=low + t * unit)]
                 for a, t in zip(additions, thresholds)]
        group.add(case_input, result, layers=[config], draws=draws)
    return group


def auto_contrast():
    group = Group("AutoContrast", KERAS, TOLERANCE)
    for case_input in inputs(group, (1, 3, 4, 2)):
        bounds = value_range(case_input)
        peer = keras.layers.AutoContrast(value_range=bounds)
        result = peer.transform_images(tensor(float_pixels(case_input)), training=True)
        group.add(case_input, result, layers=[layer("AutoContrast", valueRange=bounds)])
    return group


def equalization():
    group = Group("Equalization", f"{KERAS}, image by image", TOLERANCE)
    for index, case_input in enumerate(inputs(group, (1, 3, 4, 2))):
        bounds, bins = value_range(case_input), (256, 64, 256, 100, 7)[index // 5]
        peer = keras.layers.Equalization(value_range=bounds, bins=bins)
        images = float_pixels(case_input)
        result = [np.asarray(peer.transform_images(tensor(image[None]), None, training=True)) for image in images]
        config = layer("Equalization", valueRange=bounds, bins=bins)
        group.add(case_input, np.concatenate(result), layers=[config])
    return group


def groups():
    colours = [saturation(), hue(), degeneration(), grayscale()]
    return [*colours, invert(), posterization(), solarization(), auto_contrast(), equalization()]
