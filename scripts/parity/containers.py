"""Layers that hold layers: the peer runs what the coin or the choice says, as Keras layers in a row."""

import keras
import numpy as np

from golden import Group, draw, float_pixels, layer
from peers import KERAS

TOLERANCE = 1e-5


def keras_brightness(images, delta):
    shift = np.full((1, 1, 1, 1), delta, np.float32)
    return np.asarray(keras.layers.RandomBrightness(1.0).transform_images(images, {"rgb_delta": shift}, training=True))


def parts(group):
    """Two layers with what they do and draw."""
    delta, scale = group.uniform(-80, 80), group.uniform(-2, 2)
    brightness = (layer("RandomBrightness", factor=1), [draw("RandomBrightness", "brightness", delta=delta)],
                  lambda images: keras_brightness(images, delta))
    rescaling = (layer("Rescaling", scale=scale), [], lambda images: np.asarray(keras.layers.Rescaling(scale)(images)))
    return [brightness, rescaling]


def pipeline():
    group = Group("Pipeline", KERAS, TOLERANCE)
    for index in range(20):
        case_input = group.input(index)
        (first, drawn, run_first), (second, _, run_second) = parts(group)
        result = run_second(run_first(float_pixels(case_input)))
        group.add(case_input, result, layers=[layer("Pipeline", layers=[first, second])], draws=[drawn])
    return group


def random_apply():
    group = Group("RandomApply", KERAS, TOLERANCE)
    for index in range(22):
        case_input = group.input(index)
        (first, drawn, run_first), (second, _, run_second) = parts(group)
        applied = index % 2
        images = float_pixels(case_input)
        result = run_second(run_first(images)) if applied else images
        group.add(case_input, result, layers=[layer("RandomApply", layers=[first, second])],
                  draws=[[draw("RandomApply", "coin", applied=applied), *drawn]])
    return group


def random_choice():
    group = Group("RandomChoice", KERAS, TOLERANCE)
    for index in range(22):
        case_input = group.input(index)
        (first, drawn, run_first), (second, _, run_second) = parts(group)
        pick = index % 2
        result = (run_first, run_second)[pick](float_pixels(case_input))
        group.add(case_input, result, layers=[layer("RandomChoice", layers=[first, second])],
                  draws=[[draw("RandomChoice", "choice", pick=pick), *drawn]])
    return group


def groups():
    return [pipeline(), random_apply(), random_choice()]
