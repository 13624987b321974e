"""Antialiased resizes against Pillow: another implementation of the same kernels, in 8-bit fixed point.

Pillow rounds and clips to 8 bits after each axis, so only one axis changes here. Its other filters mean other kernels.
"""

import numpy as np
import PIL
from PIL import Image

from golden import Group, layer, pixels

FILTERS = {"bilinear": Image.BILINEAR, "bicubic": Image.BICUBIC, "lanczos3": Image.LANCZOS}


def resize(image, size, resample):
    """Channel by channel, because Pillow weights the colours of RGBA by alpha."""
    channels = [Image.fromarray(np.ascontiguousarray(image[:, :, c])) for c in range(image.shape[2])]
    return np.stack([np.asarray(c.resize((size[1], size[0]), resample)) for c in channels], axis=-1)


def groups():
    group = Group("Resizing, antialias", f"Pillow {PIL.__version__}", 0)
    for index in range(24):
        method = list(FILTERS)[index % 3]
        case_input = group.input(index, dtype="uint8")
        size = list(case_input["shape"][1:3])
        size[index % 2] = int(group.random.integers(1, 25))
        result = resize(pixels(case_input)[0], size, FILTERS[method])
        config = layer("Resizing", height=size[0], width=size[1], interpolation=method, antialias=True)
        group.add(case_input, result[None], layers=[config])
    return [group]
