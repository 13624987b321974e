"""ImageDataGenerator: its own draw, its own transform, its own normalisation, image by image.

The draw is made and counted, then replaced by ours, so that the result can be verified.
"""

import numpy as np
from keras.src.legacy.preprocessing.image import ImageDataGenerator


def parameters(values, steps, width, height):
    shears = "shear.xShear" in values
    shifts = [step["amount"] for step in steps if step["kind"] == "shift"]
    return {
        "theta": np.rad2deg(values["rotation.angleRad"]),
        "tx": -values["translation.widthFactor"] * width,
        "ty": -values["translation.heightFactor"] * height,
        "shear": np.rad2deg(np.arctan(values["shear.xShear"]) if shears else values["shear_angle.angleRad"]),
        "zx": values["zoom.widthScale"],
        "zy": values["zoom.heightScale"],
        "flip_horizontal": values["flip.horizontal"] != 0,
        "channel_shift_intensity": shifts[0] if shifts else None,
        "brightness": 1 + values["brightness.delta"] / 255,
    }


def make_generator(steps):
    """What the last step says: a normalisation of each image, or one with means and deviations of the data set."""
    last = steps[-1]
    own = last["kind"] == "standardize"
    generator = ImageDataGenerator(
        rotation_range=20,
        width_shift_range=0.1,
        height_shift_range=0.1,
        shear_range=10,
        zoom_range=0.2,
        horizontal_flip=True,
        brightness_range=(0.8, 1.2),
        channel_shift_range=0 if own else 20,
        fill_mode=steps[0]["fillMode"],
        samplewise_center=own,
        samplewise_std_normalization=own,
        featurewise_center=not own,
        featurewise_std_normalization=not own,
    )
    if not own:
        generator.mean = np.float32(last["center"]).reshape(1, 1, -1)
        generator.std = np.float32([1 / scale for scale in last["scale"]]).reshape(1, 1, -1)
    return generator


def prepare(job, images):
    height, width, _ = job["shape"]
    generator = make_generator(job["steps"][0])
    ours = [parameters(values, steps, width, height) for values, steps in zip(job["values"], job["steps"])]

    def run():
        batch = np.zeros(images.shape, np.float32)
        for i, image in enumerate(images):
            drawn = {**generator.get_random_transform(image.shape), **ours[i]}
            batch[i] = generator.standardize(generator.apply_transform(image.astype(np.float32), drawn))
        return batch

    return run
