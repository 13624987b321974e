"""zca_whitening of ImageDataGenerator: Keras' legacy class itself, keras-preprocessing 1.1 and the corrected one by formula.

Keras computes in float32. Where its own rounding would decide, the case is left out: that is where the data have
directions of little or no variance, which epsilon does not bound there (scripts/parity/differences.ts).
"""

import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ["KERAS_BACKEND"] = "tensorflow"

import keras
import numpy as np
from keras.src.legacy.preprocessing.image import ImageDataGenerator

from golden import Group, float_pixels
from idg import camel_options
from whitening import NUMPY, ROUNDING, TOLERANCE, Whitening

LEGACY = f"keras.preprocessing (legacy) of Keras {keras.__version__}"
# A float32 SVD of D <= 36 columns moves a singular value by at most about D roundings of the largest one, which is
# MAX_CONDITION times that much of the smallest one, and so of its gain.
MAX_CONDITION = 8
LEGACY_TOLERANCE = 2 * 36 * MAX_CONDITION * ROUNDING
SHAPES = ((2, 3, 1), (3, 2, 3), (1, 1, 4), (2, 4, 3), (3, 3, 4), (1, 3, 3), (5, 2, 1))
DTYPES = ("uint8", "float32", "uint16", "unit32", "int32")
SCALING = ({}, {"rescale": 1 / 256}, {}, {"rescale": 0.5, "samplewise_center": True}, {"samplewise_std_normalization": True})
AUGMENT = {"rotation_range": 20, "width_shift_range": 0.3, "height_shift_range": 0.3, "horizontal_flip": True,
           "zoom_range": 0.2}


def inputs(group, index, count):
    """Images to fit, and others, or the first of them, to whiten."""
    height, width, channels = SHAPES[index % len(SHAPES)]
    dtype = DTYPES[index // 2 % len(DTYPES)]
    fitted = group.input(index, shape=(height, width), channels=channels, dtype=dtype, count=count)
    seed = int(group.random.integers(1, 2**31)) if index % 3 else fitted["seed"]
    return fitted, {**fitted, "seed": seed, "shape": [2, *fitted["shape"][1:]]}


def prepared(images, options):
    """Rescaled and normalised image by image."""
    images = images * options.get("rescale", 1)
    axes = (1, 2, 3)
    if options.get("samplewise_center") or options.get("samplewise_std_normalization"):
        images = images - images.mean(axis=axes, keepdims=True)
    if options.get("samplewise_std_normalization"):
        images = images / (images.std(axis=axes, keepdims=True) + 1e-6)
    return images


def add(group, given, result, scale, compat, options, fit):
    group.add(given, np.asarray(result, np.float32), scale=scale,
              idg={"options": {"compat": compat, **camel_options(options)}, "fit": fit})


def legacy():
    group = Group("ImageDataGenerator zcaWhitening, idg-2", LEGACY, LEGACY_TOLERANCE)
    index = -1
    while len(group.cases) < 36:
        index += 1
        features = int(np.prod(SHAPES[index % len(SHAPES)]))
        fitted, given = inputs(group, index, 4 * features + 8)
        # Augmented and blurred images of few pixels have faint directions; only large shapes have none.
        augment = index % 3 == 0 and min(fitted["shape"][1:3]) > 1
        options = {"zca_whitening": True, "zca_epsilon": (1e-6, 0.1, 1e-3, 5)[index % 4], **SCALING[index % len(SCALING)],
                   **(AUGMENT if augment else {})}
        generator = ImageDataGenerator(**options)
        fit = {"augment": True, "rounds": 2, "seed": int(group.random.integers(2**32))} if augment else {}
        data = float_pixels(fitted)
        generator.fit(data, **fit)
        # Largest over smallest gain; epsilon only makes it smaller.
        gains = np.linalg.eigvalsh(generator.zca_whitening_matrix)
        if gains[0] <= 0 or gains[-1] > MAX_CONDITION * gains[0]:
            continue
        images = float_pixels(given)
        result = np.stack([generator.standardize(np.copy(image)) for image in images])
        centred = np.abs(prepared(images.astype(np.float64), options) - generator.mean).reshape(len(images), -1)
        # The matrix is as good as its largest entries.
        scale = float((centred.sum(axis=1) * np.abs(generator.zca_whitening_matrix).max()).max())
        add(group, given, result, scale, "idg-2", options, {"images": fitted, **fit})
    return group


def by_formula(compat, name):
    """X^T X / N = U diag(s) U^T; (x - mean) U diag(1 / sqrt(s + epsilon)) U^T."""
    group = Group(f"ImageDataGenerator zcaWhitening{name}", NUMPY, TOLERANCE)
    for index in range(30):
        features = int(np.prod(SHAPES[index % len(SHAPES)]))
        fitted, given = inputs(group, index, (3 * features, features // 2 + 1, 200)[index % 3])
        options = {"zca_whitening": True, "zca_epsilon": (1e-6, 0.1, 1e-3, 1)[index % 4], **SCALING[index % len(SCALING)]}
        if options.get("rescale") == 0.5 or "samplewise_std_normalization" in options:
            # Without their mean the images have a direction without variance, whose rounding epsilon must exceed.
            options["zca_epsilon"] = max(options["zca_epsilon"], 0.1)
        learned, images = (float_pixels(each).astype(np.float64) for each in (fitted, given))
        # keras-preprocessing 1.1 fits what comes in; corrected, it is what will be whitened.
        whitening = Whitening(learned if compat else prepared(learned, options), options["zca_epsilon"])
        if not whitening.well_posed():
            whitening = Whitening(learned if compat else prepared(learned, options), 1000)
            options["zca_epsilon"] = 1000
        images = prepared(images, options)
        add(group, given, whitening(images), whitening.scale(images), compat, options, {"images": fitted})
    return group


def check():
    """By hand: see whitening.py; the float32 of Keras is within its rounding."""
    generator = ImageDataGenerator(zca_whitening=True, zca_epsilon=0.1)
    generator.fit(np.array([[1, 2], [3, 5], [0, 4]]).reshape(3, 1, 2, 1))
    assert np.abs(generator.zca_whitening_matrix[0] - [0.574666, 0.056145]).max() < 1e-6


def groups():
    check()
    return [legacy(), by_formula("idg-1.1", ", idg-1.1"), by_formula(None, "")]
