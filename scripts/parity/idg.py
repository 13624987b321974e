"""ImageDataGenerator against Keras' legacy class, keras-preprocessing 1.1 and SciPy.

keras-preprocessing 1.1 is not installed with the peers: where it differs from Keras' legacy class (the pivot and the axes
of the matrix, the brightness, fit), its formulas are stated here with NumPy, SciPy and Pillow.
"""

import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ["KERAS_BACKEND"] = "tensorflow"

import keras
import numpy as np
import PIL
import scipy
import scipy.ndimage
from keras.src.legacy.preprocessing.image import ImageDataGenerator
from PIL import Image, ImageEnhance

from golden import Group, float_pixels
from peers import SCIPY, near_tie, scipy_affine

LEGACY = f"keras.preprocessing (legacy) of Keras {keras.__version__}"
FORMULAS = f"keras-preprocessing 1.1 as NumPy {np.__version__}, SciPy {scipy.__version__} and Pillow {PIL.__version__} compute it"
MODES = ("nearest", "constant", "reflect", "wrap", "mirror", "grid-wrap", "grid-constant")
TOLERANCE = 1e-6
# Pillow knows no others.
CHANNELS = (1, 3, 4)
CAMEL = {
    "flip_horizontal": "flipHorizontal",
    "flip_vertical": "flipVertical",
    "channel_shift_intensity": "channelShiftIntensity",
}


def shift_ndimage_namespace():
    """Keras calls a namespace of SciPy that is gone since 2.0 and warns before."""
    if not hasattr(scipy.ndimage, "interpolation"):
        scipy.ndimage.interpolation = scipy.ndimage


shift_ndimage_namespace()


def camel(parameters):
    return {CAMEL.get(name, name): value for name, value in parameters.items()}


def linear(p):
    """R T S Z with its first coordinate u, in the order of the products that Keras makes."""
    theta, shear = np.deg2rad(p["theta"]), np.deg2rad(p["shear"])
    factors = []
    if p["theta"] != 0:
        factors.append([[np.cos(theta), -np.sin(theta), 0], [np.sin(theta), np.cos(theta), 0], [0, 0, 1]])
    if p["tx"] != 0 or p["ty"] != 0:
        factors.append([[1, 0, p["tx"]], [0, 1, p["ty"]], [0, 0, 1]])
    if p["shear"] != 0:
        factors.append([[1, -np.sin(shear), 0], [0, np.cos(shear), 0], [0, 0, 1]])
    if p["zx"] != 1 or p["zy"] != 1:
        factors.append([[p["zx"], 0, 0], [0, p["zy"], 0], [0, 0, 1]])
    product = None
    for factor in factors:
        product = np.array(factor) if product is None else np.dot(product, np.array(factor))
    return product


def about(matrix, u, v):
    there, back = np.array([[1, 0, u], [0, 1, v], [0, 0, 1]]), np.array([[1, 0, -u], [0, 1, -v], [0, 0, 1]])
    return np.dot(np.dot(there, matrix), back)


def affine11(image, p, mode, cval, order):
    matrix = linear(p)
    if matrix is None:
        return image
    matrix = about(matrix, image.shape[0] / 2 + 0.5, image.shape[1] / 2 + 0.5)
    channels = [
        scipy.ndimage.affine_transform(image[:, :, c], matrix[:2, :2], matrix[:2, 2], order=order, mode=mode, cval=cval)
        for c in range(image.shape[2])
    ]
    return np.stack(channels, axis=-1)


def brightness11(image, factor):
    image = image + max(-np.min(image), 0)
    if np.max(image) != 0:
        image = image / np.max(image)
    image = (image * 255).astype("uint8")
    picture = Image.fromarray(image[:, :, 0] if image.shape[2] == 1 else image)
    result = np.asarray(ImageEnhance.Brightness(picture).enhance(factor), dtype="float32")
    return result.reshape(image.shape)


def transform11(image, p, mode, cval, order):
    image = affine11(image, p, mode, cval, order)
    if p.get("channel_shift_intensity") is not None:
        image = np.clip(image + np.float32(p["channel_shift_intensity"]), np.min(image), np.max(image))
    if p.get("flip_horizontal"):
        image = image[:, ::-1]
    if p.get("flip_vertical"):
        image = image[::-1]
    if p.get("brightness") is not None:
        image = brightness11(image, p["brightness"])
    return image


def random_parameters(group, index, size):
    """Every factor alone, then all together."""
    neutral = {"theta": 0, "tx": 0, "ty": 0, "shear": 0, "zx": 1, "zy": 1}
    drawn = {
        "theta": group.uniform(-180, 180),
        "tx": group.uniform(-size[0], size[0]),
        "ty": group.uniform(-size[1], size[1]),
        "shear": group.uniform(-60, 60),
        "zx": group.uniform(0.3, 2),
        "zy": group.uniform(0.3, 2),
    }
    only = (("theta",), ("tx", "ty"), ("shear",), ("zx", "zy"), tuple(neutral), tuple(neutral))[index % 6]
    return {name: drawn[name] if name in only else neutral[name] for name in neutral}


def colours(group, index):
    """Channel shift, flips and brightness, each in some cases."""
    extra = {}
    if index % 3 == 0:
        extra["channel_shift_intensity"] = group.uniform(-60, 60)
    if index % 2 == 0:
        extra["flip_horizontal"] = True
    if index % 5 < 2:
        extra["flip_vertical"] = True
    if index % 4 == 0:
        extra["brightness"] = group.uniform(0.2, 1.8)
    return extra


def sampling(group, index):
    return {
        "fillMode": MODES[index % len(MODES)],
        "cval": group.uniform(-20, 300),
        "interpolationOrder": 1 if index % 3 else 0,
    }


def apply_transform(compat, peer, transform):
    group = Group(f"ImageDataGenerator.applyTransform, {compat}", peer, TOLERANCE)
    for index in range(56):
        case_input = group.input(index, channels=CHANNELS[index % 3])
        options = sampling(group, index)
        parameters = {**random_parameters(group, index, case_input["shape"][1:3]), **colours(group, index)}
        result = transform(float_pixels(case_input)[0], parameters, options)
        group.add(case_input, np.asarray(result, np.float32)[None],
                  idg={"options": {"compat": compat, **options}, "parameters": camel(parameters)})
    return group


def transform2(image, parameters, options):
    generator = ImageDataGenerator(
        fill_mode=options["fillMode"], cval=options["cval"], interpolation_order=options["interpolationOrder"])
    return generator.apply_transform(image, parameters)


def corrected():
    group = Group("ImageDataGenerator.applyTransform", SCIPY, 1e-4)
    modes = ("nearest", "constant", "reflect", "wrap")
    index = 0
    while len(group.cases) < 28:
        index += 1
        case_input = group.input(index)
        height, width = case_input["shape"][1:3]
        p = random_parameters(group, index, (height, width))
        interpolation = "bilinear" if index % 3 else "nearest"
        cval = group.uniform(-20, 300)
        matrix = about(linear(p), (width - 1) / 2, (height - 1) / 2)
        row = [*matrix[0], *matrix[1]]
        if interpolation == "nearest" and near_tie(row, (height, width)):
            continue
        mode = modes[index % 4]
        result = scipy_affine(float_pixels(case_input)[0], row, interpolation, mode, cval)
        options = {"fillMode": mode, "cval": cval, "interpolationOrder": 1 if interpolation == "bilinear" else 0}
        group.add(case_input, result[None], idg={"options": options, "parameters": p})
    return group


STANDARDIZE = (
    {},
    {"rescale": 1 / 255},
    {"samplewise_center": True},
    {"samplewise_std_normalization": True},
    {"featurewise_center": True},
    {"featurewise_std_normalization": True},
    {"rescale": 0.5, "featurewise_std_normalization": True},
    {"rescale": -0.01, "samplewise_center": True, "featurewise_center": True},
    {"rescale": 1 / 255, "samplewise_std_normalization": True, "featurewise_std_normalization": True},
)


def camel_options(options):
    def word(name):
        head, *tail = name.split("_")
        return head + "".join(part.capitalize() for part in tail)

    return {word(name): value for name, value in options.items()}


def standardize(compat, peer):
    group = Group(f"ImageDataGenerator.standardize, {compat}", peer, 1e-5)
    for index in range(27):
        options = STANDARDIZE[index % len(STANDARDIZE)]
        shape = ((3, 5), (8, 8), (7, 12))[index % 3]
        case_input = group.input(index, shape=shape, count=4)
        data = float_pixels(case_input)
        generator = ImageDataGenerator(**options)
        # keras-preprocessing 1.1 does not rescale in fit().
        fitting = ImageDataGenerator(**{**options, "rescale": None}) if compat == "idg-1.1" else generator
        fitting.fit(data)
        generator.mean, generator.std = fitting.mean, fitting.std
        result = np.stack([generator.standardize(np.copy(image)) for image in data])
        group.add(case_input, result.astype(np.float32),
                  idg={"options": {"compat": compat, **camel_options(options)}, "fit": True})
    return group


DRAWN = (
    {"rotation_range": 10, "width_shift_range": 0.1, "height_shift_range": 0.2, "shear_range": 5, "zoom_range": 0.1,
     "horizontal_flip": True, "vertical_flip": True, "channel_shift_range": 3, "brightness_range": (0.5, 1.5)},
    {"width_shift_range": 3, "height_shift_range": [-2, 5]},
    {"width_shift_range": [0.1, 0.4], "height_shift_range": 1, "horizontal_flip": True},
    {"width_shift_range": 2.5, "height_shift_range": -3, "zoom_range": [0.5, 1.1]},
    {"rotation_range": -40, "shear_range": -2, "channel_shift_range": -5, "vertical_flip": True},
    {"zoom_range": [1, 1], "brightness_range": [0.1, 0.2]},
    {},
)
NAMES = ("theta", "tx", "ty", "shear", "zx", "zy", "flip_horizontal", "flip_vertical", "channel_shift_intensity", "brightness")


def draws(compat, peer):
    """The draws of both versions are the same."""
    group = Group(f"ImageDataGenerator.getRandomTransform, {compat}", peer, 1e-6)
    for index in range(28):
        options = DRAWN[index % len(DRAWN)]
        shape = ((10, 20, 1), (7, 5, 3), (224, 160, 3))[index % 3]
        seeds = [0, 1, index, 2**32 - 1 - index]
        generator = ImageDataGenerator(**options)
        rows = []
        for seed in seeds:
            p = generator.get_random_transform(shape, seed)
            rows.append([-1 if p[name] is None else float(p[name]) for name in NAMES])
        given = {name: list(value) if isinstance(value, tuple) else value for name, value in options.items()}
        group.add({"seed": 1, "shape": [1, 1, 1, 1], "dtype": "uint8"}, np.asarray(rows, np.float32),
                  idg={"options": {"compat": compat, **camel_options(given)}, "imgShape": list(shape), "seeds": seeds})
    return group


def groups():
    old = lambda image, p, options: transform11(
        image, p, options["fillMode"], options["cval"], options["interpolationOrder"])
    return [
        corrected(),
        apply_transform("idg-2", LEGACY, transform2),
        apply_transform("idg-1.1", FORMULAS, old),
        standardize("idg-2", LEGACY),
        standardize("idg-1.1", LEGACY),
        draws("idg-2", LEGACY),
        draws("idg-1.1", LEGACY),
    ]
