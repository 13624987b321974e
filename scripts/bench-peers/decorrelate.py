"""Whitening of whole images in NumPy: the matrix in float64, the batch in one product of float32."""

import numpy as np
from pixels import make_images


def matrix_of(images, epsilon):
    """Means of the channels, repeated, and U diag(1 / sqrt(s + epsilon)) U^T of the second moments about them."""
    mean = np.broadcast_to(images.mean(axis=(0, 1, 2)), images.shape[1:]).reshape(-1)
    flat = images.reshape(len(images), -1) - mean
    values, vectors = np.linalg.eigh(flat.T @ flat / len(flat))
    return mean, (vectors / np.sqrt(np.maximum(values, 0) + epsilon)) @ vectors.T


def prepare(job, images):
    """Images without a step keep their values."""
    chosen = np.array([len(steps) > 0 for steps in job["steps"]])
    step = next(steps[0] for steps in job["steps"] if steps)
    mean, matrix = matrix_of(make_images(job["shape"], step["images"], "uint8").astype(np.float64), step["epsilon"])
    mean, matrix = mean.astype(np.float32), matrix.astype(np.float32)
    flat = images.reshape(len(images), -1)

    def run():
        if chosen.all():
            return ((flat - mean) @ matrix).reshape(images.shape)
        result = flat.astype(np.float32)
        result[chosen] = (result[chosen] - mean) @ matrix
        return result.reshape(images.shape)

    return run
