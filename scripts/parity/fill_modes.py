"""Affine and projective maps against TensorFlow and SciPy, whose four border modes are an independent oracle."""

import math

import numpy as np
from keras.src.legacy.preprocessing.image import apply_affine_transform

from golden import Group, draw, float_pixels, layer
from peers import SCIPY, TENSORFLOW, near_tie, projective, rotation_row, scipy_affine

TOLERANCE = 1e-4
MODES = ("constant", "nearest", "reflect", "wrap")


def random_affine(group, size, reach):
    row = [group.uniform(-1.5, 1.5) for _ in range(6)]
    row[2] = group.uniform(-reach, reach) * size[1]
    row[5] = group.uniform(-reach, reach) * size[0]
    return [round(v, 6) for v in row]


def affine_scipy():
    """Far outside reads included, where TensorFlow's own 'wrap' is wrong."""
    group = Group("image.projective (affine)", SCIPY, TOLERANCE)
    for index in range(40):
        case_input = group.input(index)
        mode, interpolation = MODES[index % 4], "nearest" if index % 3 == 2 else "bilinear"
        size = case_input["shape"][1:3] if index % 5 else [6, 7]
        row = random_affine(group, size, 3)
        while interpolation == "nearest" and near_tie(row, size):
            row = random_affine(group, size, 3)
        fill = group.pick((0.0, -5.0, 12.25))
        result = scipy_affine(float_pixels(case_input)[0], row, interpolation, mode, fill, tuple(size))
        options = {"interpolation": interpolation, "fillMode": mode, "fillValue": fill, "outputShape": size}
        group.add(case_input, result[None], projective={"transform": [*row, 0, 0], **options})
    return group


def projective_tensorflow():
    group = Group("image.projective", TENSORFLOW, TOLERANCE)
    for index in range(26):
        case_input = group.input(index)
        mode, interpolation = MODES[index % 3], "nearest" if index % 4 == 3 else "bilinear"
        size = case_input["shape"][1:3] if index % 5 else [8, 5]
        row = None
        while row is None or (interpolation == "nearest" and near_tie(row, size)):
            # Positive perspective terms keep the denominator away from zero, where float32 has no digits left.
            row = random_affine(group, size, 1) + [group.uniform(0, 0.05), group.uniform(0, 0.05)]
        fill = group.pick((0.0, -5.0, 12.25))
        result = projective(float_pixels(case_input), [row], interpolation, mode, fill, size)
        options = {"interpolation": interpolation, "fillMode": mode, "fillValue": fill, "outputShape": size}
        group.add(case_input, result, projective={"transform": row, **options})
    return group


def wrap_rotation():
    group = Group("RandomRotation fillMode 'wrap'", SCIPY + " grid-wrap", TOLERANCE)
    for index in range(20):
        case_input = group.input(index)
        size = case_input["shape"][1:3]
        angle = group.uniform(-math.pi, math.pi)
        result = scipy_affine(float_pixels(case_input)[0], rotation_row(angle, *size), "bilinear", "wrap", 0)
        config = layer("RandomRotation", factor=1, fillMode="wrap")
        group.add(case_input, result[None], layers=[config],
                  draws=[[draw("RandomRotation", "rotation", angleRad=angle)]])
    return group


def angle_row(angle, height):
    sin, cos, cy = math.sin(angle), math.cos(angle), (height - 1) / 2
    return [1, -sin, sin * cy, 0, cos, cy - cos * cy]


def shear_angle():
    """RandomShear({ intensity }): SciPy for all sizes and modes."""
    group = Group("RandomShear (intensity)", SCIPY, TOLERANCE)
    for index in range(24):
        case_input = group.input(index)
        mode = MODES[index % 4]
        angle = group.uniform(-1.2, 1.2)
        row = angle_row(angle, case_input["shape"][1])
        result = scipy_affine(float_pixels(case_input)[0], row, "bilinear", mode, 3.5)
        config = layer("RandomShear", intensity=80, fillMode=mode, fillValue=3.5)
        group.add(case_input, result[None], layers=[config],
                  draws=[[draw("RandomShear", "shear_angle", angleRad=angle)]])
    return group


def shear_angle_keras():
    """The ancestor of the intensity form; its pivot is right on square images only."""
    group = Group("RandomShear (intensity, square)", "keras.preprocessing legacy apply_affine_transform", TOLERANCE)
    for index in range(20):
        edge = (1, 4, 7, 10, 16)[index % 5]
        case_input = group.input(index, shape=(edge, edge))
        degrees = group.uniform(-60, 60)
        result = apply_affine_transform(
            float_pixels(case_input)[0], shear=degrees, row_axis=0, col_axis=1, channel_axis=2
        )
        config = layer("RandomShear", intensity=60)
        group.add(case_input, np.asarray(result)[None], layers=[config],
                  draws=[[draw("RandomShear", "shear_angle", angleRad=math.radians(degrees))]])
    return group


def groups():
    return [affine_scipy(), projective_tensorflow(), wrap_rotation(), shear_angle(), shear_angle_keras()]
