"""ImageDataGenerator: its own draw, its own transform, its own samplewise normalisation, image by image.

The draw is made and counted, then replaced by ours, so that the result can be verified.
"""

import numpy as np
from keras.src.legacy.preprocessing.image import ImageDataGenerator


def parameters(values, width, height):
    return {
        "theta": np.rad2deg(values["rotation.angleRad"]),
        "tx": -values["translation.widthFactor"] * width,
        "ty": -values["translation.heightFactor"] * height,
        "shear": np.rad2deg(values["shear_angle.angleRad"]),
        "zx": values["zoom.widthScale"],
        "zy": values["zoom.heightScale"],
        "flip_horizontal": values["flip.horizontal"] != 0,
        "brightness": 1 + values["brightness.delta"] / 255,
    }


def prepare(job, images):
    height, width, _ = job["shape"]
    generator = ImageDataGenerator(
        rotation_range=20,
        width_shift_range=0.1,
        height_shift_range=0.1,
        shear_range=10,
        zoom_range=0.2,
        horizontal_flip=True,
        brightness_range=(0.8, 1.2),
        fill_mode="nearest",
        samplewise_center=True,
        samplewise_std_normalization=True,
    )
    ours = [parameters(values, width, height) for values in job["values"]]

    def run():
        batch = np.zeros(images.shape, np.float32)
        for i, image in enumerate(images):
            drawn = {**generator.get_random_transform(image.shape), **ours[i]}
            batch[i] = generator.standardize(generator.apply_transform(image.astype(np.float32), drawn))
        return batch

    return run
