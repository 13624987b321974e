"""SciPy: one affine_transform per channel, which is how ImageDataGenerator warps."""

import numpy as np
import scipy.ndimage

MODES = {"constant": "grid-constant", "nearest": "nearest", "reflect": "reflect", "wrap": "grid-wrap"}


def warp(x, step):
    a, b, c, d, e, f = step["map"]
    channels = [
        scipy.ndimage.affine_transform(
            x[:, :, k], [[e, d], [b, a]], [f, c], order=1, mode=MODES[step["fillMode"]], output=x.dtype
        )
        for k in range(x.shape[2])
    ]
    return np.stack(channels, axis=-1)


def prepare(job, images):
    return lambda: [warp(image, steps[0]) for image, steps in zip(images, job["steps"])]
