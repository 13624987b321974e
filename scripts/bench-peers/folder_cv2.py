"""OpenCV over a folder of JPEG files: as many workers as there are threads, each with an image at a time, into batches."""

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import cv2
import numpy as np

BATCH = 32


def prepare(job, chains, run_chain):
    files = sorted(Path(job["folder"]).glob("*.jpg"))
    size = next(step for step in job["steps"][0] if step["kind"] == "resize")
    results = np.empty([len(files), size["height"], size["width"], job["shape"][2]], np.float32)
    cv2.setNumThreads(1)
    pool = ThreadPoolExecutor(job["threads"])
    own = threading.local()

    def read(index):
        own.between = getattr(own, "between", {})
        image = cv2.imread(str(files[index]), cv2.IMREAD_COLOR_RGB)
        run_chain(image, chains[index], own.between, results[index])

    def run():
        for first in range(0, len(files), BATCH):
            list(pool.map(read, range(first, min(first + BATCH, len(files)))))
        return results

    return run
