"""Layers that mix the images of a batch: Keras 3 with our permutation, weights and boxes, and NumPy."""

import keras
import numpy as np

from golden import Group, draw, float_pixels, layer, pixels
from peers import KERAS

TOLERANCE = 1e-6
NUMPY = f"NumPy {np.__version__}: four images concatenated, padded and cut"


def orders(group, count):
    """What the images draw, and for each of them the ones that follow, cyclically."""
    drawn = [group.uniform(0, 1) for _ in range(count)]
    ranks = sorted(range(count), key=lambda i: (drawn[i], i))
    return drawn, [[ranks[(ranks.index(i) + step) % count] for step in (1, 2, 3)] for i in range(count)]


def mix_up():
    group = Group("MixUp", KERAS, TOLERANCE)
    for index in range(24):
        case_input = group.input(index, count=2 + index % 4)
        count = case_input["shape"][0]
        drawn, partners = orders(group, count)
        weights = [group.uniform(0, 1) for _ in range(count)]
        transformation = {
            "mix_weight": np.asarray(weights, np.float32),
            "permutation_order": np.asarray([first for first, _, _ in partners]),
        }
        result = keras.layers.MixUp().transform_images(float_pixels(case_input), transformation, training=True)
        group.add(case_input, result, layers=[layer("MixUp")],
                  draws=[[draw("MixUp", "mix_up", order=o, weight=w)] for o, w in zip(drawn, weights)])
    return group


def cut_mix():
    group = Group("CutMix", KERAS, 0)
    for index in range(26):
        case_input = group.input(index, count=2 + index % 4)
        count, height, width, _ = case_input["shape"]
        drawn, partners = orders(group, count)
        numbers = [[group.uniform(0, 1) for _ in range(3)] for _ in range(count)]
        weight, left, top = (np.asarray(column, np.float32) for column in zip(*numbers))
        ratio = np.sqrt(1 - weight)
        x0, y0 = left * (width - ratio * width), top * (height - ratio * height)
        peer = keras.layers.CutMix()
        images = float_pixels(case_input)
        corners = [keras.ops.convert_to_tensor(c) for c in (x0, x0 + ratio * width, y0, y0 + ratio * height)]
        masks, mix_weight = peer._generate_batch_mask(images.shape, corners)
        transformation = {
            "batch_masks": masks,
            "mix_weight": mix_weight,
            "permutation_order": np.asarray([first for first, _, _ in partners]),
        }
        result = peer.transform_images(images, transformation, training=True)
        draws = [[draw("CutMix", "cut_mix", order=o, weight=w, left=x, top=y)]
                 for o, (w, x, y) in zip(drawn, numbers)]
        group.add(case_input, result, layers=[layer("CutMix")], draws=draws)
    return group


def mosaic():
    group = Group("Mosaic", NUMPY, 0)
    for index in range(24):
        case_input = group.input(index, count=2 + index % 4)
        count, height, width, _ = case_input["shape"]
        span = (0.25, 0.75) if index % 3 else (0, 1)
        fill = index % 2 * 7
        drawn, partners = orders(group, count)
        centers = [(group.uniform(*span), group.uniform(*span)) for _ in range(count)]
        images, results = pixels(case_input), []
        for own, (x, y) in enumerate(centers):
            right, below, both = partners[own]
            above = np.concatenate([images[own], images[right]], axis=1)
            beneath = np.concatenate([images[below], images[both]], axis=1)
            block = np.concatenate([above, beneath], axis=0)
            padded = np.pad(block, ((height, height), (width, width), (0, 0)), constant_values=fill)
            meet_x = int(np.floor((2 * x - 0.5) * width + 0.5))
            meet_y = int(np.floor((2 * y - 0.5) * height + 0.5))
            top, left = 2 * height - meet_y, 2 * width - meet_x
            results.append(padded[top : top + height, left : left + width])
        draws = [[draw("Mosaic", "mosaic", order=o, centerX=x, centerY=y)] for o, (x, y) in zip(drawn, centers)]
        config = layer("Mosaic", centerRange=list(span), fillValue=fill)
        group.add(case_input, np.stack(results).astype(np.float32), layers=[config], draws=draws)
    return group


def groups():
    return [mix_up(), cut_mix(), mosaic()]
