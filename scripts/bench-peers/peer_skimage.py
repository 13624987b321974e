"""scikit-image's warp."""

import numpy as np
from skimage.transform import AffineTransform, warp
from unsupported import Unsupported

MODES = {"constant": "constant", "nearest": "edge", "reflect": "symmetric", "wrap": "wrap"}


def prepare(job, images):
    if job["dtype"] != "float32":
        raise Unsupported("float32 only")
    transforms = [AffineTransform(np.array([*steps[0]["map"], 0, 0, 1]).reshape(3, 3)) for steps in job["steps"]]
    mode = MODES[job["steps"][0][0]["fillMode"]]

    def run():
        return [
            warp(image, transform, order=1, mode=mode, preserve_range=True)
            for image, transform in zip(images, transforms)
        ]

    return run
