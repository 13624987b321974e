"""Layers that change values and not positions, against Keras 3 and keras.preprocessing."""

import keras
import numpy as np
from keras.src.legacy.preprocessing.image import ImageDataGenerator, apply_channel_shift

from golden import Group, draw, float_pixels, layer, pixels
from peers import KERAS

TOLERANCE = 1e-5
LEGACY = f"keras.preprocessing (legacy) of Keras {keras.__version__}"


def rescaling():
    group = Group("Rescaling", KERAS, TOLERANCE)
    for index in range(22):
        case_input = group.input(index)
        channels = case_input["shape"][3]
        if index % 3:
            scale, offset = group.uniform(-2, 2), group.uniform(-10, 10)
        else:
            scale = [group.uniform(-2, 2) for _ in range(channels)]
            offset = [group.uniform(-1, 1) for _ in range(channels)]
        result = keras.layers.Rescaling(scale, offset)(float_pixels(case_input))
        group.add(case_input, result, layers=[layer("Rescaling", scale=scale, offset=offset)])
    return group


def normalization():
    group = Group("Normalization", KERAS, TOLERANCE)
    for index in range(24):
        case_input = group.input(index)
        channels = case_input["shape"][3]
        mean = [group.uniform(-50, 200) for _ in range(channels)]
        variance = [group.uniform(0.01, 3000) for _ in range(channels)]
        invert = index % 4 == 3
        peer = keras.layers.Normalization(mean=mean, variance=variance, invert=invert)
        config = layer("Normalization", mean=mean, variance=variance, invert=invert)
        group.add(case_input, peer(float_pixels(case_input)), layers=[config])
    return group


def normalization_adapt():
    group = Group("Normalization.adapt", KERAS, TOLERANCE)
    axes = (-1, None, (1, 2, 3))
    for index in range(21):
        axis = axes[index % 3]
        case_input = group.input(index, count=5)
        data = float_pixels(case_input)
        peer = keras.layers.Normalization(axis=axis)
        peer.adapt(data)
        config = layer("Normalization", axis=list(axis) if isinstance(axis, tuple) else axis)
        group.add(case_input, peer(data), layers=[config], adapt=True)
    return group


def samplewise():
    group = Group("SamplewiseNormalization", LEGACY, TOLERANCE)
    for index in range(22):
        case_input = group.input(index)
        center, std = ((True, True), (True, False), (False, True))[index % 3]
        generator = ImageDataGenerator(samplewise_center=center, samplewise_std_normalization=std)
        generator.samplewise_center = center  # the constructor turns centring on together with std
        image = float_pixels(case_input)[0]
        # A spread of zero divides by epsilon alone: keep that to the hand-worked tests.
        if std and image.std() == 0:
            center, std, generator.samplewise_center, generator.samplewise_std_normalization = True, False, True, False
        result = generator.standardize(image.astype(np.float64)).astype(np.float32)
        config = layer("SamplewiseNormalization", center=center, std=std)
        group.add(case_input, result[None], layers=[config])
    return group


def value_range(case_input):
    return [0, 1] if case_input["dtype"] == "unit32" else [0, 255]


def brightness():
    group = Group("RandomBrightness", KERAS, TOLERANCE)
    for index in range(24):
        case_input = group.input(index, count=2, dtype=("float32", "uint8", "unit32")[index % 3])
        low, high = value_range(case_input)
        deltas = [group.uniform(low - high, high - low) * 0.7 for _ in range(2)]
        peer = keras.layers.RandomBrightness(1.0, value_range=(low, high))
        shift = np.asarray(deltas, np.float32).reshape(2, 1, 1, 1)
        result = peer.transform_images(
            keras.ops.convert_to_tensor(float_pixels(case_input)), {"rgb_delta": shift}, training=True
        )
        config = layer("RandomBrightness", factor=1, valueRange=[low, high])
        group.add(case_input, result, layers=[config],
                  draws=[[draw("RandomBrightness", "brightness", delta=d)] for d in deltas])
    return group


def contrast():
    group = Group("RandomContrast", KERAS, TOLERANCE)
    for index in range(24):
        case_input = group.input(index, count=2, dtype=("float32", "uint8", "unit32")[index % 3])
        low, high = value_range(case_input)
        factors = [group.uniform(0, 2) for _ in range(2)]
        peer = keras.layers.RandomContrast(1.0, value_range=(low, high))
        factor = np.asarray(factors, np.float32).reshape(2, 1, 1, 1)
        result = peer.transform_images(float_pixels(case_input), {"contrast_factor": factor}, training=True)
        config = layer("RandomContrast", factor=[1, 1], valueRange=[low, high])
        group.add(case_input, result, layers=[config],
                  draws=[[draw("RandomContrast", "contrast", factor=f)] for f in factors])
    return group


def channel_shift():
    group = Group("RandomChannelShift", LEGACY, TOLERANCE)
    for index in range(22):
        case_input = group.input(index, dtype=("float32", "uint8", "int32")[index % 3])
        shift = group.uniform(-150, 150)
        result = apply_channel_shift(pixels(case_input)[0].astype(np.float64), shift, channel_axis=2)
        group.add(case_input, result.astype(np.float32)[None], layers=[layer("RandomChannelShift", factor=150)],
                  draws=[[draw("RandomChannelShift", "channel_shift", shift=shift)]])
    return group


def groups():
    adjust = [brightness(), contrast(), channel_shift()]
    return [rescaling(), normalization(), normalization_adapt(), samplewise(), *adjust]
