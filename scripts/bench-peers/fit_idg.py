"""ImageDataGenerator.fit(zca_whitening=True) of Keras, NumPy's product of a batch with a matrix, and NumPy's whitening in
float64. Called by bench/fit/ with a task in JSON; the images are bytes in a file.
"""

import json
import os
import resource
import sys
import time

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import numpy as np


def fit(task, images):
    from keras.src.legacy.preprocessing.image import ImageDataGenerator

    generator = ImageDataGenerator(zca_whitening=True, zca_epsilon=task["epsilon"])
    start_bytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    start = time.perf_counter()
    generator.fit(images)
    seconds = time.perf_counter() - start
    if "results" in task:
        batch = images[: task["batch"]].astype(np.float32)
        np.stack([generator.standardize(image) for image in batch]).astype("<f4").tofile(task["results"])
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return {"seconds": seconds, "peakBytes": peak, "startBytes": start_bytes}


def product(task, images):
    features = images[0].size
    random = np.random.default_rng(1)
    batch = random.standard_normal((task["batch"], features), np.float32)
    matrix = random.standard_normal((features, features), np.float32)
    out = batch @ matrix
    times = []
    for _ in range(task["repeats"]):
        start = time.perf_counter()
        np.matmul(batch, matrix, out=out)
        times.append(time.perf_counter() - start)
    rate = task["batch"] / float(np.median(times))
    return {"imagesPerSecond": rate, "gflops": rate * 2 * features**2 / 1e9}


def exact(task, images):
    """Those of Keras and ours differ by epsilon in a different place, which is far below float32 here."""
    from decorrelate import matrix_of

    mean, matrix = matrix_of(images.astype(np.float64), task["epsilon"])
    batch = images[: task["batch"]].reshape(task["batch"], -1)
    ((batch - mean) @ matrix).astype("<f8").tofile(task["results"])
    return {}


def main():
    task = json.loads(sys.argv[1])
    if task["threads"] == 1 and hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {task["cpu"]})
    images = np.fromfile(task["images"], np.uint8, count=task["count"] * int(np.prod(task["shape"])))
    images = images.reshape([task["count"], *task["shape"]])
    print(json.dumps({"fit": fit, "product": product, "exact": exact}[task["do"]](task, images)))


main()
