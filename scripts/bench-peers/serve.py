"""Answers lines of JSON: {"do": "versions" | "open" | "result" | "time" | "close", ...}. Called by bench/.

A peer module has prepare(job, images) -> run, where run() returns one result per image.
"""

import base64
import importlib
import importlib.metadata
import json
import sys
import time
import traceback

import numpy as np
from pixels import make_images
from unsupported import Unsupported

PEERS = {
    "numpy": "peer_numpy",
    "scipy": "peer_scipy",
    "skimage": "peer_skimage",
    "pillow": "peer_pillow",
    "cv2-4.14": "peer_cv2",
    "cv2-5.0": "peer_cv2",
    "tf": "peer_tf",
    "idg": "peer_idg",
    "keras": "peer_keras",
    "torch": "peer_torch",
    "torchvision": "peer_torchvision",
}
PACKAGES = [
    *("numpy", "scipy", "scikit-image", "opencv-python-headless", "pillow", "tensorflow-cpu", "keras"),
    *("torch", "torchvision"),
]
opened = {}


def versions(_):
    found = {}
    for package in PACKAGES:
        try:
            version = importlib.metadata.version(package)
            # Two versions of OpenCV live in two environments.
            found[f"{package}-{version[0]}" if package.startswith("opencv") else package] = version
        except importlib.metadata.PackageNotFoundError:
            continue
    return {"versions": found}


def open_peer(job):
    try:
        module = importlib.import_module(PEERS[job["peer"]])
    except ImportError as error:
        return {"absent": str(error)}
    images = make_images(job["shape"], job["count"], job["dtype"])
    try:
        opened[job["peer"]] = (module.prepare(job, images), job["count"])
    except Unsupported as error:
        return {"absent": str(error)}
    return {}


def result(question):
    run, _ = opened[question["peer"]]
    pixels = np.ascontiguousarray(run()[question["index"]])
    if pixels.dtype != np.uint8:
        pixels = pixels.astype(np.float32)
    return {"dtype": str(pixels.dtype), "data": base64.b64encode(pixels.tobytes()).decode()}


def measure(question):
    run, count = opened[question["peer"]]
    start = time.perf_counter_ns()
    for _ in range(question["calls"]):
        run()
    return {"ns": (time.perf_counter_ns() - start) / question["calls"] / count}


def close(question):
    del opened[question["peer"]]
    return {}


ANSWERS = {"versions": versions, "open": open_peer, "result": result, "time": measure, "close": close}


def main():
    for line in sys.stdin:
        question = json.loads(line)
        try:
            answer = ANSWERS[question["do"]](question)
        except Exception:
            answer = {"error": traceback.format_exc()}
        print(json.dumps(answer), flush=True)


main()
