"""ZCA whitening of channels, against its definition in NumPy: float64 and LAPACK's eigh."""

import numpy as np

from golden import Group, float_pixels

NUMPY = f"NumPy {np.__version__}"
# Few pixels for many channels: no more than rank pixels - 1, so some directions are empty.
DEFICIENT = (((1, 2), 3), ((1, 3), 4), ((2, 2), 6), ((1, 4), 8), ((1, 1), 5))


def whiten(image, epsilon):
    flat = image.reshape(-1, image.shape[-1]).astype(np.float64)
    centred = flat - flat.mean(axis=0)
    values, vectors = np.linalg.eigh(centred.T @ centred / len(flat))
    gains = 1 / np.sqrt(np.maximum(values, 0) + epsilon)
    return (centred @ (vectors * gains) @ vectors.T).reshape(image.shape).astype(np.float32)


def check():
    """The pixels (1, 2), (3, 5), (0, 4) by hand: the variances are 7/3 and 7/9, the result has the identity for covariance."""
    white = whiten(np.array([[[1, 2], [3, 5], [0, 4]]]), 0)
    by_hand = [0.101276, -1.410582, 1.170962, 0.792997, -1.272237, 0.617584]
    assert np.abs(white.reshape(-1) - by_hand).max() < 2e-6, white


def case_inputs(group):
    yield from (group.input(index, count=2) for index in range(30))
    yield from (group.input(index, channels=channels) for index, channels in enumerate((5, 6, 7, 12, 24, 40), 2))
    for index, (shape, channels) in enumerate(DEFICIENT):
        yield group.input(index, shape=shape, channels=channels, dtype=("uint8", "float32")[index % 2])


def groups():
    check()
    group = Group("image.zcaWhiten", NUMPY, 2e-6)
    for index, case_input in enumerate(case_inputs(group)):
        epsilon = (1e-6, 0.1, 1e-3, 100.0)[index % 4]
        result = np.stack([whiten(image, epsilon) for image in float_pixels(case_input)])
        group.add(case_input, result, zca={"epsilon": epsilon})
    return [group]
