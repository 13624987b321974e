"""Warps that are no affine maps, and random crops that are resized."""

import itertools
import unittest.mock

import keras
import numpy as np
import scipy.ndimage
import scipy.stats
import tensorflow as tf

from golden import Group, draw, float_pixels, layer, pixels
from local import words
from peers import KERAS, SCIPY, SCIPY_MODES, TENSORFLOW, TIE_MARGIN
from resizing import METHODS, tf_resize

TOLERANCE = 1e-4
FILL_MODES = ("constant", "nearest", "reflect", "wrap")
CORNERS = ("topLeft", "topRight", "bottomLeft", "bottomRight")
SIZES = ((3, 5), (8, 8), (13, 6), (7, 12), (5, 3), (2, 2), (30, 17), (6, 11), (2, 9), (48, 64))


def corner_points(size, factors):
    """Keras' start and end points, as (x, y)."""
    height, width = size
    start = np.asarray([[0, 0], [width - 1, 0], [0, height - 1], [width - 1, height - 1]], np.float64)
    return start, start + start * np.asarray(factors)


def perspective_row(start, end):
    """The eight numbers of the map that takes the end points to the start points, by elimination in float64."""
    rows, right = [], []
    for (x, y), (u, v) in zip(end, start):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        right += [u, v]
    return np.linalg.solve(np.asarray(rows, np.float64), np.asarray(right, np.float64))


def perspective_coordinates(row, size):
    """Denominator, rows and columns that the output pixels read."""
    y, x = np.mgrid[0 : size[0], 0 : size[1]].astype(np.float64)
    k = row[6] * x + row[7] * y + 1
    return k, (row[3] * x + row[4] * y + row[5]) / k, (row[0] * x + row[1] * y + row[2]) / k


def near_tie(*coordinates):
    return any(bool(np.any(np.abs(c - np.floor(c) - 0.5) < TIE_MARGIN)) for c in coordinates)


def draw_corners(group, size, scale, interpolation):
    """Factors of the four corners. Close to the horizon no two precisions agree, so the denominator stays clear of 0."""
    while True:
        factors = [[group.uniform(-scale / 2, scale / 2) for _ in range(2)] for _ in range(4)]
        start, end = corner_points(size, factors)
        k, rows, columns = perspective_coordinates(perspective_row(start, end), size)
        if np.min(np.abs(k)) > 0.2 and not (interpolation == "nearest" and near_tie(rows, columns)):
            return factors, start, end


def perspective_draw(factors, apply=1):
    values = {f"{corner}{axis}": f[i] for corner, f in zip(CORNERS, factors) for i, axis in enumerate("XY")}
    return [draw("RandomPerspective", "perspective", apply=apply, **values)]


def sampled(image, rows, columns, interpolation, fill_mode, fill_value):
    """`image` [h, w, c] at the coordinates, in float64."""
    order = 1 if interpolation == "bilinear" else 0
    channels = [
        scipy.ndimage.map_coordinates(
            image[:, :, c].astype(np.float64), [rows, columns], order=order, mode=SCIPY_MODES[fill_mode], cval=fill_value
        )
        for c in range(image.shape[2])
    ]
    return np.stack(channels, axis=-1)


def perspective_keras():
    group = Group("RandomPerspective", KERAS, TOLERANCE)
    for index in range(26):
        interpolation = "nearest" if index % 5 == 4 else "bilinear"
        fill_value = group.pick((0.0, 7.5, -3.0))
        count = 3 if index % 6 == 0 else 1
        case_input = group.input(index, shape=SIZES[index % len(SIZES)], count=count)
        size = case_input["shape"][1:3]
        scale = (0.2, 0.5, 1.0)[index % 3]
        corners = [draw_corners(group, size, scale, interpolation) for _ in range(count)]
        coins = [int(i % 3 != 2) for i in range(count)]
        peer = keras.layers.RandomPerspective(1.0, 1.0, interpolation=interpolation, fill_value=fill_value)
        transformation = {
            "apply_perspective": np.asarray(coins, bool),
            "start_points": np.asarray([start for _, start, _ in corners], np.float32),
            "end_points": np.asarray([end for _, _, end in corners], np.float32),
            "input_shape": case_input["shape"],
        }
        result = peer.transform_images(float_pixels(case_input), transformation, training=True)
        config = layer("RandomPerspective", factor=1, interpolation=interpolation, fillValue=fill_value)
        draws = [perspective_draw(factors, coin) for (factors, _, _), coin in zip(corners, coins)]
        group.add(case_input, result, layers=[config], draws=draws)
    return group


def perspective_scipy():
    """Every fill mode, and float64 all the way."""
    group = Group("RandomPerspective", SCIPY + ", NumPy solve", TOLERANCE)
    for index in range(32):
        interpolation = "nearest" if index % 5 == 4 else "bilinear"
        fill_mode, fill_value = FILL_MODES[index % 4], group.pick((0.0, 7.5, -3.0))
        case_input = group.input(index, shape=SIZES[index % len(SIZES)])
        size = case_input["shape"][1:3]
        factors, start, end = draw_corners(group, size, (0.3, 0.6, 1.0)[index % 3], interpolation)
        _, rows, columns = perspective_coordinates(perspective_row(start, end), size)
        result = sampled(float_pixels(case_input)[0], rows, columns, interpolation, fill_mode, fill_value)
        config = layer(
            "RandomPerspective", factor=1, interpolation=interpolation, fillMode=fill_mode, fillValue=fill_value
        )
        group.add(case_input, result[None].astype(np.float32), layers=[config], draws=[perspective_draw(factors)])
    return group


def resized_crop():
    """A NumPy slice, then tf.image.resize."""
    group = Group("RandomResizedCrop", TENSORFLOW, TOLERANCE)
    for index, (method, antialias) in enumerate(itertools.product(METHODS, (False, True))):
        for dtype in ("float32", "uint8"):
            case_input = group.input(index, dtype=dtype)
            height, width = case_input["shape"][1:3]
            size = [int(group.random.integers(1, 17)) for _ in range(2)]
            rows, columns = (int(group.random.integers(1, n + 1)) for n in (height, width))
            top, left = (int(group.random.integers(0, n - m + 1)) for n, m in ((height, rows), (width, columns)))
            window = pixels(case_input)[:, top : top + rows, left : left + columns]
            result = tf_resize(window, size, method, antialias)
            config = layer("RandomResizedCrop", height=size[0], width=size[1], interpolation=method, antialias=antialias)
            values = {"top": top, "left": left, "height": rows, "width": columns}
            group.add(case_input, result, layers=[config], draws=[[draw("RandomResizedCrop", "resized_crop", **values)]])
    return group


# From a side of 20 on the noise is smoothed.
ELASTIC_SIZES = ((24, 40), (48, 64), (3, 5), (64, 30), (8, 8), (25, 90), (1, 7), (45, 45), (9, 1), (21, 33), (1, 1))
VALUE_RANGES = {"float32": [20, 230], "uint8": [0, 255], "uint16": [100, 60000], "int32": [-30000, 20000]}


def normal_noise(noise0, noise1, size):
    """dx and dy before they are smoothed, in float64, [2, h, w]."""
    height, width = size
    word = words(noise0, noise1, height, 2 * width)
    deviates = scipy.stats.norm.isf(((word & 0x7FFFFFFF) + 0.5) / 2**32)
    return np.where(word >> 31, -deviates, deviates).reshape(height, width, 2).transpose(2, 0, 1)


def elastic_case(group, index):
    """An input, the options and what is drawn for it, with `noise`."""
    case_input = group.input(index, shape=ELASTIC_SIZES[index % len(ELASTIC_SIZES)])
    values = {
        "apply": int(index % 9 != 8),
        "distortion": group.uniform(0.2, 1),
        "noise0": int(group.random.integers(2**32)),
        "noise1": int(group.random.integers(2**32)),
    }
    options = {
        "interpolation": "nearest" if index % 5 == 4 else "bilinear",
        "fillValue": group.pick((0.0, 77.5, 200.0)),
        "valueRange": VALUE_RANGES[case_input["dtype"]],
    }
    return case_input, options, values, normal_noise(values["noise0"], values["noise1"], case_input["shape"][1:3])


def add_elastic(group, case_input, result, options, values):
    config = layer("RandomElasticTransform", factor=1, scale=1, **options)
    group.add(case_input, result, layers=[config], draws=[[draw("RandomElasticTransform", "elastic", **values)]])


def elastic_coordinates(noise, distortion, size):
    height, width = size
    alpha, sigma = 0.1 * distortion * max(size), 0.05 * distortion * min(size)
    moves = [
        alpha * sigma * scipy.ndimage.gaussian_filter(field, sigma, mode="constant", radius=3 * int(sigma))
        for field in noise
    ]
    y, x = np.mgrid[0:height, 0:width].astype(np.float64)
    return y + moves[1], x + moves[0]


def elastic_scipy():
    """Every fill mode, and float64 all the way."""
    group = Group("RandomElasticTransform", f"NumPy {np.__version__}, {SCIPY}", TOLERANCE)
    while len(group.cases) < 33:
        index = len(group.cases)
        case_input, options, values, noise = elastic_case(group, index)
        options["fillMode"] = FILL_MODES[index % 4]
        rows, columns = elastic_coordinates(noise, values["distortion"], case_input["shape"][1:3])
        if options["interpolation"] == "nearest" and near_tie(rows, columns):
            continue
        image = float_pixels(case_input)[0]
        words_of_sampling = options["interpolation"], options["fillMode"], options["fillValue"]
        moved = sampled(image, rows, columns, *words_of_sampling) if values["apply"] else image
        add_elastic(group, case_input, np.clip(moved, *options["valueRange"])[None].astype(np.float32), options, values)
    return group


def elastic_keras():
    """The Keras layer with our noise in place of TensorFlow's, which it would draw alike for dx and dy."""
    group = Group("RandomElasticTransform", KERAS, TOLERANCE)
    while len(group.cases) < 26:
        index = len(group.cases)
        case_input, options, values, noise = elastic_case(group, index)
        # Keras' 'reflect' is another one at the top and at the left.
        options["fillMode"] = ("constant", "nearest", "wrap")[index % 3]
        coordinates = elastic_coordinates(noise, values["distortion"], case_input["shape"][1:3])
        if options["interpolation"] == "nearest" and near_tie(*coordinates):
            continue
        peer = keras.layers.RandomElasticTransform(
            1.0, 1.0, options["interpolation"], options["fillMode"], options["fillValue"], options["valueRange"]
        )
        transformation = {
            "apply_transform": np.asarray([bool(values["apply"])]),
            "distortion_factor": np.float32(values["distortion"]),
            "seed": 1,
        }
        fields = iter(noise[:, None].astype(np.float32))
        with unittest.mock.patch("tensorflow.random.stateless_normal", lambda **_: tf.constant(next(fields))):
            result = peer.transform_images(float_pixels(case_input), transformation, training=True)
        add_elastic(group, case_input, result, options, values)
    return group


def groups():
    return [perspective_keras(), perspective_scipy(), resized_crop(), elastic_keras(), elastic_scipy()]
