"""Calls of the peers that several topics share: Keras' affine op, TensorFlow's projective transform, SciPy."""

import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")

import keras
import numpy as np
import scipy
import scipy.ndimage
import tensorflow as tf

KERAS = f"Keras {keras.__version__} on TensorFlow {tf.__version__}"
TENSORFLOW = f"TensorFlow {tf.__version__}"
SCIPY = f"SciPy {scipy.__version__}"
# Our fill modes in SciPy's words: 'grid-*' are the truly periodic and the blending forms.
SCIPY_MODES = {"constant": "grid-constant", "nearest": "nearest", "reflect": "reflect", "wrap": "grid-wrap"}
# A nearest sample this close to a tie may fall either way in float32.
TIE_MARGIN = 2e-4


def projective(images, rows, interpolation, fill_mode, fill_value, size=None):
    result = tf.raw_ops.ImageProjectiveTransformV3(
        images=images,
        transforms=np.asarray(rows, np.float32),
        output_shape=np.asarray(size or images.shape[1:3], np.int32),
        interpolation=interpolation.upper(),
        fill_mode=fill_mode.upper(),
        fill_value=np.float32(fill_value),
    )
    return result.numpy()


def scipy_affine(image, row, interpolation, fill_mode, fill_value, size=None):
    """`row` = a0 a1 a2 b0 b1 b2 in (x, y) order, output -> input; float64 arithmetic. `image` is [h, w, c]."""
    a0, a1, a2, b0, b1, b2 = row[:6]
    channels = [
        scipy.ndimage.affine_transform(
            image[:, :, c].astype(np.float64),
            [[b1, b0], [a1, a0]],
            [b2, a2],
            output_shape=size or image.shape[:2],
            order=1 if interpolation == "bilinear" else 0,
            mode=SCIPY_MODES[fill_mode],
            cval=fill_value,
        )
        for c in range(image.shape[2])
    ]
    return np.stack(channels, axis=-1).astype(np.float32)


def near_tie(row, size):
    """Whether some output pixel reads within TIE_MARGIN of the middle between two pixels."""
    y, x = np.mgrid[0 : size[0], 0 : size[1]].astype(np.float64)
    a0, a1, a2, b0, b1, b2, c0, c1 = (list(row) + [0, 0])[:8]
    k = c0 * x + c1 * y + 1
    coords = np.stack([(a0 * x + a1 * y + a2) / k, (b0 * x + b1 * y + b2) / k])
    return bool(np.any(np.abs(coords - np.floor(coords) - 0.5) < TIE_MARGIN))


def rotation_row(angle, height, width):
    """Counter-clockwise as displayed, about the centre of the pixel grid."""
    cos, sin, cx, cy = np.cos(angle), np.sin(angle), (width - 1) / 2, (height - 1) / 2
    return [cos, -sin, cx - cx * cos + cy * sin, sin, cos, cy - cx * sin - cy * cos]
