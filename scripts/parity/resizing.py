"""Resizing, RandomHeight and RandomWidth against the Keras layer and tf.image.resize."""

import itertools

import keras
import numpy as np
import tensorflow as tf

from golden import Group, draw, float_pixels, layer, pixels
from peers import KERAS, TENSORFLOW

TOLERANCE = 1e-4
METHODS = ("nearest", "bilinear", "bicubic", "area", "lanczos3", "lanczos5", "gaussian", "mitchellcubic")
KERAS_METHODS = ("nearest", "bilinear", "bicubic", "lanczos3", "lanczos5")
TARGETS = ((4, 7), (1, 1), (11, 3), (16, 16), (2, 9), (5, 5), (13, 21))


def resizing():
    """Every interpolation x antialias x aspect rule that the Keras layer has."""
    group = Group("Resizing", KERAS, TOLERANCE)
    aspects = ("stretch", "crop", "pad")
    for index, (method, antialias, aspect) in enumerate(itertools.product(KERAS_METHODS, (False, True), aspects)):
        for dtype in ("float32", "uint8"):
            case_input = group.input(index, dtype=dtype)
            height, width = TARGETS[int(group.random.integers(len(TARGETS)))]
            fill = 9 if aspect == "pad" else 0
            peer = keras.layers.Resizing(
                height, width, interpolation=method, antialias=antialias, crop_to_aspect_ratio=aspect == "crop",
                pad_to_aspect_ratio=aspect == "pad", fill_value=fill, dtype="float32",
            )
            result = peer.transform_images(tf.constant(pixels(case_input)))
            config = layer(
                "Resizing", height=height, width=width, interpolation=method, antialias=antialias,
                cropToAspectRatio=aspect == "crop", padToAspectRatio=aspect == "pad", fillValue=fill,
            )
            group.add(case_input, result, layers=[config])
    return group


def tf_resize(images, size, method, antialias):
    """float32 also for 'nearest', so that one tolerance serves all methods."""
    return tf.image.resize(images, size, method=method, antialias=antialias).numpy().astype(np.float32)


def methods():
    """All eight methods of tf.image.resize on float pixels, up and down."""
    group = Group("Resizing (tf.image methods)", TENSORFLOW, TOLERANCE)
    for index, (method, antialias) in enumerate(itertools.product(METHODS, (False, True))):
        for turn in range(3):
            case_input = group.input(3 * index + turn, dtype=("float32", "unit32")[turn % 2])
            height, width = TARGETS[(index + 2 * turn) % len(TARGETS)]
            result = tf_resize(pixels(case_input), (height, width), method, antialias)
            config = layer("Resizing", height=height, width=width, interpolation=method, antialias=antialias)
            group.add(case_input, result, layers=[config])
    return group


def random_size(class_name, axis):
    group = Group(class_name, TENSORFLOW, TOLERANCE)
    for index in range(20):
        case_input = group.input(index, dtype="float32")
        factor = group.uniform(0.3, 2.2)
        size = list(case_input["shape"][1:3])
        size[axis] = max(1, int(factor * size[axis]))
        method = METHODS[index % len(METHODS)]
        result = tf_resize(pixels(case_input), size, method, False)
        numbers = {"heightFactor": factor if axis == 0 else 1, "widthFactor": factor if axis == 1 else 1}
        config = layer(class_name, factor=[-0.9, 1.5], interpolation=method)
        group.add(case_input, result, layers=[config], draws=[[draw(class_name, "random_size", **numbers)]])
    return group


def smart_crop():
    """CenterCrop of images that are too small: the largest window of the target's aspect, then a bilinear resize."""
    group = Group("CenterCrop", KERAS, TOLERANCE)
    for index in range(26):
        case_input = group.input(index)
        height, width = case_input["shape"][1:3]
        if index % 2:
            size = (int(group.random.integers(1, height + 1)), int(group.random.integers(1, width + 1)))
        else:
            size = TARGETS[int(group.random.integers(len(TARGETS)))]
        result = keras.layers.CenterCrop(*size).transform_images(float_pixels(case_input))
        group.add(case_input, result, layers=[layer("CenterCrop", height=size[0], width=size[1])])
    return group


def random_crop():
    group = Group("RandomCrop", KERAS, TOLERANCE)
    for index in range(26):
        case_input = group.input(index)
        height, width = case_input["shape"][1:3]
        inside = index % 2 == 1 and height > 1 and width > 1
        if inside:
            size = (int(group.random.integers(1, height)), int(group.random.integers(1, width)))
            top = int(group.random.integers(0, height - size[0] + 1))
            start = [top, int(group.random.integers(0, width - size[1] + 1))]
        else:
            size = TARGETS[int(group.random.integers(len(TARGETS)))]
            start = None
        peer = keras.layers.RandomCrop(*size)
        if start is None and height > size[0] and width > size[1]:
            start = [height - size[0], 0]
        images = float_pixels(case_input)
        start = start or peer.get_random_transformation(images)
        result = peer.transform_images(images, start, training=True)
        top, left = start
        group.add(case_input, result, layers=[layer("RandomCrop", height=size[0], width=size[1])],
                  draws=[[draw("RandomCrop", "crop", top=top, left=left)]])
    return group


def flip():
    group = Group("RandomFlip", KERAS, 0)
    modes = {"horizontal": (1, 0), "vertical": (0, 1), "horizontal_and_vertical": (1, 1)}
    for index in range(24):
        case_input = group.input(index, count=3)
        mode = list(modes)[index % 3]
        coins = group.random.integers(0, 2, 3)
        peer = keras.layers.RandomFlip(mode)
        flips = (coins == 1).reshape(3, 1, 1, 1)
        result = peer.transform_images(float_pixels(case_input), {"flips": flips}, training=True)
        across, down = modes[mode]
        draws = [[draw("RandomFlip", "flip", horizontal=int(c) * across, vertical=int(c) * down)] for c in coins]
        group.add(case_input, result, layers=[layer("RandomFlip", mode=mode)], draws=draws)
    return group


def groups():
    sizes = [random_size("RandomHeight", 0), random_size("RandomWidth", 1)]
    return [resizing(), methods(), *sizes, smart_crop(), random_crop(), flip()]
