"""RandAugment, AugMix and RandomColorJitter against Keras' own, with the operations and their draws injected."""

import math

import keras
import numpy as np

from golden import Group, draw, float_pixels, layer
from peers import KERAS

TOLERANCE = 1e-4
OPS = ("random_shear", "random_translation", "random_rotation", "random_brightness", "random_color_degeneration",
       "random_contrast", "random_sharpness", "random_posterization", "solarization", "auto_contrast", "equalization")
MIX_OPS = (*OPS[:3], "random_posterization", "solarization", "auto_contrast", "equalization", *OPS[3:7])
# They step at whole values, so a result that differs in its last bit may land on the other side: only first in a row.
STEPPED = ("random_posterization", "solarization", "equalization")


def column(value):
    return np.full((1, 1, 1, 1), value, np.float32)


def rotation_matrix(peer, degrees, size):
    one, zero = np.ones(1, np.float32), np.zeros(1, np.float32)
    return peer._compute_affine_matrix(
        center_x=0.5, center_y=0.5, angle=np.asarray([degrees], np.float32), translate_x=zero, translate_y=zero,
        scale=one, shear_x=zero, shear_y=zero, height=size[0], width=size[1],
    )


def shear(group, _peer, _size):
    x, y = group.uniform(-0.5, 0.5), group.uniform(-0.5, 0.5)
    return draw("RandomShear", "shear", xShear=x, yShear=y), {"shear_factor": np.asarray([[x, y]], np.float32)}


def translation(group, _peer, size):
    height, width = group.uniform(0, 0.6), group.uniform(0, 0.6)
    pixels = np.asarray([[width * size[1], height * size[0]]], np.float32)
    return draw("RandomTranslation", "translation", heightFactor=height, widthFactor=width), {"translations": pixels}


def rotation(group, peer, size):
    degrees = group.uniform(0, 300)
    return (draw("RandomRotation", "rotation", angleRad=math.radians(degrees)),
            {"rotation_matrix": rotation_matrix(peer, degrees, size)})


def brightness(group, _peer, _size):
    delta = group.uniform(0, 120)
    return draw("RandomBrightness", "brightness", delta=delta), {"rgb_delta": column(delta)}


def degeneration(group, _peer, _size):
    factor = group.uniform(0, 0.9)
    return draw("RandomColorDegeneration", "color_degeneration", factor=factor), {"factor": column(factor)}


def contrast(group, _peer, _size):
    factor = group.uniform(1, 1.9)
    return draw("RandomContrast", "contrast", factor=factor), {"contrast_factor": column(factor)}


def sharpness(group, _peer, _size):
    factor = group.uniform(0, 0.9)
    return draw("RandomSharpness", "sharpness", factor=factor), {"factor": column(factor)}


def posterization(group, _peer, _size):
    bits = group.pick(range(1, 7))
    return draw("RandomPosterization", "posterize", bits=bits), {"shift_factor": np.asarray([8 - bits], np.uint8)}


def solarization(group, _peer, _size):
    addition, threshold = group.uniform(0, 120), group.uniform(0, 220)
    return (draw("Solarization", "solarize", addition=addition, threshold=threshold),
            {"additions": column(addition), "thresholds": column(threshold)})


def nothing(_group, _peer, _size):
    return None, None


DRAWN = dict(zip(OPS, (shear, translation, rotation, brightness, degeneration, contrast, sharpness, posterization,
                       solarization, nothing, nothing)))


def slot(group, peer, names, pick, size):
    """Draws of a choice and all its layers, and the transformation of the one that is picked."""
    stages, picked = [], None
    for index, name in enumerate(names):
        stage, transformation = DRAWN[name](group, getattr(peer, name), size)
        stages += [stage] if stage else []
        if index == pick:
            picked = (name, transformation)
    return [draw(type(peer).__name__, "choice", pick=pick), *stages], picked


def run(peer, images, picked):
    if picked is None:
        return images
    name, transformation = picked
    return np.asarray(getattr(peer, name).transform_images(keras.ops.convert_to_tensor(images), transformation))


def picks(group, names, count, first):
    """`first`, then operations that may follow another."""
    calm = [index for index, name in enumerate(names) if name not in STEPPED]
    return [first, *(group.pick(calm) for _ in range(count - 1))]


def rand_augment():
    group = Group("RandAugment", KERAS, TOLERANCE)
    peer = keras.layers.RandAugment(num_ops=2, factor=0.9)
    for index in range(33):
        case_input = group.input(index, channels=3, dtype="uint8", shape=(9, 7) if index % 10 == 1 else None)
        images, stages = float_pixels(case_input), []
        for pick in picks(group, OPS, 2, index % len(OPS)):
            drawn, picked = slot(group, peer, OPS, pick, case_input["shape"][1:3])
            stages += drawn
            images = run(peer, images, picked)
        group.add(case_input, images, layers=[layer("RandAugment", factor=0.9)], draws=[stages],
                  fuse=False)  # two geometric operations in a row become one resample otherwise
    return group


def aug_mix():
    group = Group("AugMix", KERAS, TOLERANCE)
    for index in range(24):
        all_ops = index % 3 != 2
        names = MIX_OPS if all_ops else MIX_OPS[:7]
        peer = keras.layers.AugMix(num_chains=3, chain_depth=2, factor=0.8, all_ops=all_ops)
        case_input = group.input(index, channels=3, dtype="uint8", shape=(8, 11) if index % 10 == 1 else None)
        images, chains, stages = float_pixels(case_input), [], []
        for chain in range(3):
            mixed = []
            # One past the last operation is none.
            for pick in picks(group, names, 2, (3 * index + chain) % (len(names) + 1)):
                drawn, picked = slot(group, peer, names, pick, case_input["shape"][1:3])
                stages += drawn
                mixed += [{"layer_name": picked[0], "transformation": picked[1]}] if picked else []
            chains.append(mixed)
        weights = np.round(group.random.dirichlet([1, 1, 1]), 6)
        kept = group.uniform(0, 1)
        result = peer.transform_images(keras.ops.convert_to_tensor(images), {
            "chain_mixing_weights": weights.astype(np.float32), "weight_sample": np.float32(kept),
            "chain_transforms": chains,
        })
        begin = draw("AugMix", "branch_begin", kept=kept, **{f"weight{i}": float(w) for i, w in enumerate(weights)})
        config = layer("AugMix", chainDepth=2, factor=0.8, allOps=all_ops)
        group.add(case_input, result, layers=[config], draws=[[begin, *stages]], fuse=False)
    return group


def color_jitter():
    group = Group("RandomColorJitter", KERAS, TOLERANCE)
    for index in range(24):
        case_input = group.input(index, channels=3, dtype=("float32", "uint8")[index % 2])
        delta, contrast_factor = group.uniform(-100, 100), group.uniform(0.3, 1.8)
        hue = group.uniform(-0.4, 0.4)
        factors = {"brightness_factor": 1.0, "contrast_factor": [1.0, 1.0], "hue_factor": 1.0}
        peer = keras.layers.RandomColorJitter(value_range=(0, 255), **factors)
        images = peer.random_brightness.transform_images(
            keras.ops.convert_to_tensor(float_pixels(case_input)), {"rgb_delta": column(delta)}, training=True)
        images = peer.random_contrast.transform_images(images, {"contrast_factor": column(contrast_factor)}, training=True)
        images = peer.random_hue.transform_images(images, {"factor": np.asarray([hue], np.float32)}, training=True)
        config = layer("RandomColorJitter", brightnessFactor=1, contrastFactor=[1, 1], hueFactor=1)
        draws = [draw("RandomBrightness", "brightness", delta=delta),
                 draw("RandomContrast", "contrast", factor=contrast_factor), draw("RandomHue", "hue", delta=hue)]
        group.add(case_input, images, layers=[config], draws=[draws])
    return group


def trivial_augment():
    group = Group("TrivialAugment", f"{KERAS}, the layer that is picked", TOLERANCE)
    peer = keras.layers.RandAugment(num_ops=1, factor=0.9)
    order = ("random_shear", "random_shear", "random_translation", "random_translation", *OPS[2:])
    for index in range(28):
        case_input = group.input(index, channels=3, dtype="uint8")
        size, pick = case_input["shape"][1:3], index % (len(order) + 1)
        images, stages = float_pixels(case_input), [draw("TrivialAugment", "choice", pick=pick)]
        for position, name in enumerate(order):
            stage, transformation = DRAWN[name](group, getattr(peer, name), size)
            stages += [stage] if stage else []
            if position == pick:
                images = run(peer, images, (name, transformation))
        group.add(case_input, images, layers=[layer("TrivialAugment")], draws=[stages])
    return group


def groups():
    return [rand_augment(), aug_mix(), color_jitter(), trivial_augment()]
