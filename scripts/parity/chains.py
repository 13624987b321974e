"""Whole pipelines: step by step against Keras layers in a row, fused against one SciPy resample."""

import math

import keras
import numpy as np

from golden import Group, draw, float_pixels, layer
from peers import KERAS, SCIPY, rotation_row, scipy_affine

TOLERANCE = 1e-4


def keras_rotation(images, angle):
    peer = keras.layers.RandomRotation(1.0)
    one, zero = np.ones(1, np.float32), np.zeros(1, np.float32)
    matrix = peer._compute_affine_matrix(
        center_x=0.5, center_y=0.5, angle=np.asarray([math.degrees(angle)], np.float32), translate_x=zero,
        translate_y=zero, scale=one, shear_x=zero, shear_y=zero, height=images.shape[1], width=images.shape[2],
    )
    return np.asarray(peer.transform_images(images, {"rotation_matrix": matrix}, training=True))


def keras_contrast(images, factor):
    value = np.full((1, 1, 1, 1), factor, np.float32)
    return np.asarray(keras.layers.RandomContrast(1.0).transform_images(images, {"contrast_factor": value}))


def step_by_step():
    """RandomRotation, RandomContrast, Resizing, Normalization: a pass each."""
    group = Group("Pipeline, fuse: false", KERAS, TOLERANCE)
    for index in range(20):
        case_input = group.input(index, dtype=("float32", "uint8")[index % 2])
        angle, factor = group.uniform(-math.pi, math.pi), group.uniform(0.2, 1.8)
        turned = keras_contrast(keras_rotation(float_pixels(case_input), angle), factor)
        resized = keras.layers.Resizing(6, 5)(turned)
        result = keras.layers.Normalization(mean=100.0, variance=2500.0, axis=None)(resized)
        layers = [
            layer("RandomRotation", factor=1),
            layer("RandomContrast", factor=[1, 1]),
            layer("Resizing", height=6, width=5),
            layer("Normalization", mean=100, variance=2500, axis=None),
        ]
        draws = [draw("RandomRotation", "rotation", angleRad=angle), draw("RandomContrast", "contrast", factor=factor)]
        group.add(case_input, result, layers=layers, draws=[draws], fuse=False)
    return group


def matrix(row):
    return np.asarray([row[0:3], row[3:6], [0, 0, 1]])


def fused():
    """Flip, rotation, zoom, translation as one resample of the source through the product of the maps."""
    group = Group("Pipeline, fuse: true", SCIPY, TOLERANCE)
    for index in range(20):
        case_input = group.input(index)
        height, width = case_input["shape"][1:3]
        angle, scale = group.uniform(-math.pi, math.pi), group.uniform(0.5, 1.5)
        down, right = group.uniform(-0.4, 0.4), group.uniform(-0.4, 0.4)
        mode = ("reflect", "constant", "wrap", "nearest")[index % 4]
        flip = matrix([-1, 0, width - 1, 0, 1, 0])
        zoom = matrix([scale, 0, (width - 1) / 2 * (1 - scale), 0, scale, (height - 1) / 2 * (1 - scale)])
        move = matrix([1, 0, -right * width, 0, 1, -down * height])
        row = (flip @ matrix(rotation_row(angle, height, width)) @ zoom @ move)[:2].reshape(-1)
        result = scipy_affine(float_pixels(case_input)[0], list(row), "bilinear", mode, 0)
        border = {"fillMode": mode}
        layers = [
            layer("RandomFlip", mode="horizontal"),
            layer("RandomRotation", factor=1, **border),
            layer("RandomZoom", heightFactor=0.5, **border),
            layer("RandomTranslation", heightFactor=1, widthFactor=1, **border),
        ]
        draws = [
            draw("RandomFlip", "flip", horizontal=1, vertical=0),
            draw("RandomRotation", "rotation", angleRad=angle),
            draw("RandomZoom", "zoom", heightScale=scale, widthScale=scale),
            draw("RandomTranslation", "translation", heightFactor=down, widthFactor=right),
        ]
        group.add(case_input, result[None], layers=layers, draws=[draws], fuse=True)
    return group


def groups():
    return [step_by_step(), fused()]
