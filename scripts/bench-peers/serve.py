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

PEERS = {
    "numpy": "peer_numpy",
    "scipy": "peer_scipy",
    "cv2": "peer_cv2",
    "tf": "peer_tf",
    "idg": "peer_idg",
    "keras": "peer_keras",
}
PACKAGES = ["numpy", "scipy", "opencv-python-headless", "tensorflow-cpu", "keras", "pillow"]
opened = {}


def versions(_):
    found = {}
    for package in PACKAGES:
        try:
            found[package] = importlib.metadata.version(package)
        except importlib.metadata.PackageNotFoundError:
            continue
    return {"versions": found}


def open_peer(job):
    try:
        module = importlib.import_module(PEERS[job["peer"]])
    except ImportError:
        return {"absent": "absent"}
    images = make_images(job["shape"], job["count"], job["dtype"])
    opened[job["peer"]] = (module.prepare(job, images), job["count"])
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
