"""Geometric layers against the Keras layers, with injected draws."""

import math

import keras
import numpy as np

from golden import Group, draw, float_pixels, layer
from peers import KERAS, near_tie, rotation_row

TOLERANCE = 1e-4
FILL_MODES = ("constant", "nearest", "reflect")  # 'wrap' differs by design: fill_modes.py
CASES = 26


def border(group, index):
    interpolation = "nearest" if index % 5 == 4 else "bilinear"
    fill_value = group.pick((0.0, 7.5, -3.0))
    return interpolation, FILL_MODES[index % 3], fill_value


def words(interpolation, fill_mode, fill_value):
    return {"interpolation": interpolation, "fillMode": fill_mode, "fillValue": fill_value}


def keras_words(interpolation, fill_mode, fill_value):
    return {"interpolation": interpolation, "fill_mode": fill_mode, "fill_value": fill_value}


def draw_rows(group, edge, size, make_row, make_numbers, count):
    """Numbers for `count` images whose nearest samples are clear of ties."""
    numbers = []
    while len(numbers) < count:
        candidate = make_numbers()
        if edge[0] == "nearest" and near_tie(make_row(candidate), size):
            continue
        numbers.append(candidate)
    return numbers


def rotation():
    group = Group("RandomRotation", KERAS, TOLERANCE)
    for index in range(CASES):
        edge = border(group, index)
        count = 3 if index % 6 == 0 else 1
        case_input = group.input(index, count=count)
        size = case_input["shape"][1:3]
        degrees = draw_rows(
            group, edge, size, lambda d: rotation_row(math.radians(d), *size), lambda: group.uniform(-360, 360), count
        )
        peer = keras.layers.RandomRotation(1.0, **keras_words(*edge))
        zeros, ones = np.zeros(count, np.float32), np.ones(count, np.float32)
        matrix = peer._compute_affine_matrix(
            center_x=0.5, center_y=0.5, angle=np.asarray(degrees, np.float32), translate_x=zeros, translate_y=zeros,
            scale=ones, shear_x=zeros, shear_y=zeros, height=size[0], width=size[1],
        )
        result = peer.transform_images(float_pixels(case_input), {"rotation_matrix": matrix}, training=True)
        draws = [[draw("RandomRotation", "rotation", angleRad=math.radians(d))] for d in degrees]
        group.add(case_input, result, layers=[layer("RandomRotation", factor=1, **words(*edge))], draws=draws)
    return group


def translation():
    group = Group("RandomTranslation", KERAS, TOLERANCE)
    for index in range(CASES):
        edge = border(group, index)
        count = 2 if index % 6 == 0 else 1
        case_input = group.input(index, count=count)
        size = case_input["shape"][1:3]
        pairs = draw_rows(
            group, edge, size, lambda p: [1, 0, -p[1] * size[1], 0, 1, -p[0] * size[0]],
            lambda: (group.uniform(-1, 1), group.uniform(-1, 1)), count,
        )
        pixels = np.asarray([[w * size[1], h * size[0]] for h, w in pairs], np.float32)
        peer = keras.layers.RandomTranslation(1.0, 1.0, **keras_words(*edge))
        result = peer.transform_images(float_pixels(case_input), {"translations": pixels}, training=True)
        draws = [[draw("RandomTranslation", "translation", heightFactor=h, widthFactor=w)] for h, w in pairs]
        config = layer("RandomTranslation", heightFactor=1, widthFactor=1, **words(*edge))
        group.add(case_input, result, layers=[config], draws=draws)
    return group


def zoom_row(height_scale, width_scale, height, width):
    return [width_scale, 0, (width - 1) / 2 * (1 - width_scale), 0, height_scale, (height - 1) / 2 * (1 - height_scale)]


def zoom():
    group = Group("RandomZoom", KERAS, TOLERANCE)
    for index in range(CASES):
        edge = border(group, index)
        count = 2 if index % 6 == 0 else 1
        # Zooming about the centre of an even-sized nearest image would often tie at both middle pixels.
        case_input = group.input(index, count=count)
        size = case_input["shape"][1:3]
        scales = draw_rows(
            group, edge, size, lambda s: zoom_row(*s, *size),
            lambda: (group.uniform(0.3, 2), group.uniform(0.3, 2)), count,
        )
        peer = keras.layers.RandomZoom(1.0, 1.0, **keras_words(*edge))
        transformation = {
            "height_zoom": np.asarray([[s[0]] for s in scales], np.float32),
            "width_zoom": np.asarray([[s[1]] for s in scales], np.float32),
        }
        result = peer.transform_images(float_pixels(case_input), transformation, training=True)
        draws = [[draw("RandomZoom", "zoom", heightScale=h, widthScale=w)] for h, w in scales]
        config = layer("RandomZoom", heightFactor=1, widthFactor=1, **words(*edge))
        group.add(case_input, result, layers=[config], draws=draws)
    return group


def shear():
    group = Group("RandomShear", KERAS, TOLERANCE)
    for index in range(CASES):
        edge = border(group, index)
        count = 2 if index % 6 == 0 else 1
        case_input = group.input(index, count=count)
        size = case_input["shape"][1:3]
        slopes = draw_rows(
            group, edge, size, lambda s: [1, s[0], 0, s[1], 1, 0],
            lambda: (group.uniform(-1, 1), group.uniform(-1, 1)), count,
        )
        peer = keras.layers.RandomShear(1.0, 1.0, **keras_words(*edge))
        transformation = {"shear_factor": np.asarray(slopes, np.float32)}
        result = peer.transform_images(float_pixels(case_input), transformation, training=True)
        draws = [[draw("RandomShear", "shear", xShear=x, yShear=y)] for x, y in slopes]
        config = layer("RandomShear", xFactor=1, yFactor=1, **words(*edge))
        group.add(case_input, result, layers=[config], draws=draws)
    return group


def groups():
    return [rotation(), translation(), zoom(), shear()]
