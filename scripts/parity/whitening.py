"""ZCAWhitening and RandomZCAWhitening against their definition in NumPy: float64 and LAPACK's eigh."""

import numpy as np

from golden import Group, draw, float_pixels, layer

NUMPY = f"NumPy {np.__version__} eigh"
ROUNDING = 2.0**-24
# A float32 matrix has entries rounded once, and so has x - m; the D products and sums of a result round D times more, and
# those of the low rank form D + rank + 2. With D <= 60 that is less than 128 roundings, relative to the sum of the
# absolute values of the terms (Higham, "Accuracy and stability of numerical algorithms", 3.5).
TOLERANCE = 128 * ROUNDING
SHAPES = ((2, 3, 1), (3, 2, 3), (1, 1, 4), (4, 5, 3), (3, 4, 4), (1, 1, 1), (5, 2, 1), (1, 3, 3), (2, 2, 4), (3, 5, 1))
DTYPES = ("uint8", "float32", "uint16", "int32", "unit32")
DEFAULTS = {"epsilonMode": "variance", "centering": "channel", "rank": None, "shrinkage": 0}


class Whitening:
    """y = (x - mean) W, fitted to rows of images."""

    def __init__(self, images, epsilon, epsilonMode="variance", centering="channel", rank=None, shrinkage=0):
        self.shape = images.shape[1:]
        count, features = len(images), int(np.prod(self.shape))
        flat = images.reshape(count, features).astype(np.float64)
        per_channel = np.broadcast_to(images.astype(np.float64).mean(axis=(0, 1, 2)), self.shape).reshape(-1)
        self.mean = flat.mean(axis=0) if centering == "feature" else per_channel
        centred = flat - self.mean
        values, vectors = np.linalg.eigh(centred.T @ centred / count)
        values, self.vectors = np.maximum(values[::-1], 0), vectors[:, ::-1]
        # Outside the span of the images the variance is 0, whatever eigh says.
        values[count:] = 0
        self.options = (epsilon, epsilonMode, rank, shrinkage, count, features)
        self.values = values
        self.gains = self.gains_of(values)
        self.low_rank = count < features or (rank is not None and rank < features / 2)
        self.matrix = (self.vectors * self.gains) @ self.vectors.T

    def gains_of(self, values):
        epsilon, mode, rank, shrinkage, count, features = self.options
        variances = (1 - shrinkage) * values + shrinkage * self.values.sum() / features
        if mode == "variance":
            gains = 1 / np.sqrt(variances + epsilon)
        else:
            gains = 1 / (np.sqrt(variances) + epsilon / np.sqrt(count))
            gains[variances <= 1e-12 * variances.max()] = 0
        return gains if rank is None else np.where(np.arange(features) < rank, gains, 0)

    def well_posed(self):
        """False when the rounding of the covariance in float64 is seen in a gain."""
        count = self.options[4]
        noise = self.values[0] * len(self.values) * 2.0**-52
        for sign in (-1, 1):
            moved = self.gains_of(np.maximum(self.values + sign * noise, 0) * (np.arange(len(self.values)) < count))
            if np.any(np.abs(moved - self.gains) > 2 * ROUNDING * self.gains.max()):
                return False
        return True

    def __call__(self, images):
        return ((images.reshape(len(images), -1) - self.mean) @ self.matrix).reshape(images.shape)

    def scale(self, images):
        """Largest sum of the absolute values of the terms that make a result."""
        centred = np.abs(images.reshape(len(images), -1) - self.mean)
        if not self.low_rank:
            return float((centred @ np.abs(self.matrix)).max())
        epsilon, _, rank, _, count, _ = self.options
        used = min(count, len(self.gains)) if rank is None else rank
        base = self.gains[-1] if rank is None and count < len(self.gains) else 0
        vectors = np.abs(self.vectors[:, :used])
        return float((base * centred + centred @ (vectors * np.abs(self.gains[:used] - base)) @ vectors.T).max())


def check():
    """The images (1, 2), (3, 5), (0, 4) by hand: their mean is 5/2, the eigenvalues 7/2 and 7/3."""
    images = np.array([[1, 2], [3, 5], [0, 4]]).reshape(3, 1, 2, 1)
    white = [[-0.921915, -0.387392], [0.447458, 1.516503], [-1.396372, 0.741718]]
    for mode in ("variance", "singular"):
        fitted = Whitening(images, 1e-6, mode)
        assert np.abs(fitted.values - [7 / 2, 7 / 3]).max() < 1e-12, fitted.values
        assert np.abs(fitted.matrix - [[0.594588, 0.060066], [0.060066, 0.594588]]).max() < 2e-6, fitted.matrix
        assert np.abs(fitted(images).reshape(3, 2) - white).max() < 2e-6, fitted(images)
    for mode, row in (("variance", (0.584054, 0.057007)), ("singular", (0.574666, 0.056145))):
        assert np.abs(Whitening(images, 0.1, mode).matrix[0] - row).max() < 1e-6


def options_of(group, index, most):
    """Every option alone and together; as many directions as `most` can be told apart."""
    options = {"epsilon": (1e-6, 1, 1e-3, 0.1, round(10 ** group.uniform(-6, 0), 9))[index % 5],
               "epsilonMode": ("variance", "singular")[index // 2 % 2], "centering": ("channel", "feature")[index // 3 % 2]}
    if index % 4 == 1 and most > 1:
        options["rank"] = 1 + index // 4 % (most - 1)
    if index % 5 in (2, 3):
        options["shrinkage"] = group.uniform(0, 1) if index % 10 < 8 else 1
    return options


def counts_of(features):
    return (3 * features + 5, max(1, features // 2), features, 200, 3, features + 1, 1)


def fitted_case(group, index):
    """Images to learn from, others or the same to whiten, the options and the whitening."""
    shape = SHAPES[index % len(SHAPES)]
    features = int(np.prod(shape))
    counts = counts_of(features)
    count = counts[index % len(counts)]
    dtype = DTYPES[index // 2 % len(DTYPES)]
    learned = {**group.input(index, shape=shape[:2], channels=shape[2], dtype=dtype, count=count), "smooth": index % 3 > 0}
    most = min(count - (index // 3 % 2), features)
    options = options_of(group, index, most)
    given = {**learned, "shape": [min(2, count), *shape]}
    if index % 2:
        # Others show what becomes of directions that the images do not have.
        given = {**given, "seed": int(group.random.integers(1, 2**31)), "shape": [2, *shape]}
    fitted = Whitening(float_pixels(learned), **options)
    while not fitted.well_posed():
        options["epsilon"] *= 10
        fitted = Whitening(float_pixels(learned), **options)
    return learned, given, options, fitted


def whitenings():
    group = Group("ZCAWhitening", NUMPY, TOLERANCE)
    for index in range(70):
        learned, given, options, fitted = fitted_case(group, index)
        images = float_pixels(given).astype(np.float64)
        group.add(given, fitted(images).astype(np.float32), layers=[layer("ZCAWhitening", **options)], adapt=learned,
                  scale=fitted.scale(images))
    return group


def random_whitenings():
    group = Group("RandomZCAWhitening", NUMPY, TOLERANCE)
    for index in range(24):
        learned, given, options, fitted = fitted_case(group, index)
        given["shape"][0] = 3
        coins = [int(group.random.integers(2)) for _ in range(3)]
        images = float_pixels(given).astype(np.float64)
        result = np.where(np.reshape(coins, (3, 1, 1, 1)), fitted(images), images)
        factor = group.uniform(0, 1)
        group.add(given, result.astype(np.float32), layers=[layer("RandomZCAWhitening", **options, factor=factor)],
                  draws=[[draw("RandomZCAWhitening", "coin", applied=coin)] for coin in coins], adapt=learned,
                  scale=max(fitted.scale(images), float(np.abs(images).max())))
    return group


def groups():
    check()
    return [whitenings(), random_whitenings()]
