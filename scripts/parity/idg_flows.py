"""Whole flows of Keras' legacy ImageDataGenerator: order, draws, pixels, labels and weights of the first batches.

Written to test/idg/goldens/flows.json. Images are those of inputs.py; files are PNGs made of them on both sides.
Frames need pandas, which is not among the peers: without it those that are in the file stay.
"""

import base64
import json
import os
import pathlib
import tempfile

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ["KERAS_BACKEND"] = "tensorflow"

import numpy as np
from keras.src.legacy.preprocessing.image import ImageDataGenerator
from PIL import Image

import idg
from inputs import image_batch

try:
    import pandas
except ImportError:
    pandas = None

FILE = pathlib.Path(__file__).resolve().parents[2] / "test" / "idg" / "goldens" / "flows.json"
AUGMENT = {"rotation_range": 25, "width_shift_range": 0.2, "height_shift_range": 2, "shear_range": 10, "zoom_range": 0.2,
           "horizontal_flip": True, "vertical_flip": True}
# Nested, hidden and upper-case names, an ending without a dot, another class size.
FILES = ("b/.hid.png", "b/1.png", "b/10.png", "b/2.png", "b/x.PNG", "b/sub/s.png", "b/weirdpng", "a/one.png", "a/two.png",
         "c/z.png", "c/a/y.png", "c/b.txt")


def pack(array):
    array = np.asarray(array, np.float32)
    return {"shape": list(array.shape), "data": base64.b64encode(array.astype("<f4").tobytes()).decode()}


def take(iterator, count):
    batches = []
    for _ in range(count):
        batch = next(iterator)
        parts = batch if isinstance(batch, tuple) else (batch,)
        names = ("xs", "ys", "weights")
        batches.append({name: [pack(each) for each in part] if isinstance(part, list) else pack(part)
                        for name, part in zip(names, parts)})
    return batches


def arrays():
    flows = []
    for index, (options, flow, weighted) in enumerate((
        (AUGMENT, {"batch_size": 2, "seed": 7}, False),
        ({**AUGMENT, "rescale": 1 / 255, "samplewise_center": True}, {"batch_size": 3, "seed": 0}, True),
        ({"channel_shift_range": 20, "brightness_range": [0.5, 1.5], "fill_mode": "reflect", "rotation_range": 90},
         {"batch_size": 4, "seed": 123}, False),
        ({"validation_split": 0.4, "zoom_range": [0.5, 1.5]}, {"batch_size": 2, "seed": 5, "subset": "training"}, False),
        ({"validation_split": 0.4}, {"batch_size": 2, "seed": 5, "subset": "validation", "shuffle": False}, False),
        ({"zca_whitening": True, "zca_epsilon": 1, "rescale": 0.1, "horizontal_flip": True, "width_shift_range": [-1, 1]},
         {"batch_size": 2, "seed": 11}, False),
    )):
        images = {"seed": 100 + index, "shape": [5, 4, 6, 3], "dtype": "uint8"}
        x = image_batch(images["seed"], images["shape"], images["dtype"])
        y, weights = [0, 1, 0, 1, 0], [1, 2, 3, 4, 5] if weighted else None
        generator = ImageDataGenerator(**options)
        # More images than values, or else the float32 of the peer decides.
        fit = {"images": {**images, "shape": [300, *images["shape"][1:]]}, "augment": True, "rounds": 2, "seed": 3}
        if "zca_whitening" in options:
            generator.fit(image_batch(images["seed"], fit["images"]["shape"], images["dtype"]), True, 2, 3)
        iterator = generator.flow(
            x, np.array(y), sample_weight=None if weights is None else np.array(weights), **flow)
        flows.append({"kind": "arrays", "images": images, "y": y, "weights": weights, "options": idg.camel_options(options),
                      "flow": idg.camel_options(flow), **({"fit": fit} if "zca_whitening" in options else {}),
                      "batches": take(iterator, 7)})
    return flows


def write_files(folder):
    files = []
    for index, name in enumerate(FILES):
        path = pathlib.Path(folder) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        image = {"seed": 500 + index, "shape": [1, 5 + index % 3, 7 - index % 4, 3], "dtype": "uint8"}
        Image.fromarray(image_batch(image["seed"], image["shape"], "uint8")[0]).save(path, format="png")
        files.append({"name": name, "image": image})
    (pathlib.Path(folder) / "empty").mkdir()
    return files


def directories(folder):
    flows = []
    for options, flow in (
        (AUGMENT, {"target_size": [4, 6], "batch_size": 4, "seed": 3}),
        ({"rescale": 0.1}, {"target_size": [9, 4], "batch_size": 5, "seed": 1, "class_mode": "sparse"}),
        ({"validation_split": 0.4}, {"target_size": [3, 3], "batch_size": 3, "shuffle": False, "subset": "validation",
                                     "class_mode": "input"}),
        ({"validation_split": 0.4}, {"target_size": [3, 3], "batch_size": 3, "seed": 9, "subset": "training",
                                     "classes": ["c", "missing", "b"], "class_mode": None}),
        ({}, {"target_size": [4, 4], "batch_size": 4, "seed": 2, "color_mode": "rgba", "class_mode": "binary",
              "classes": ["b", "a"], "keep_aspect_ratio": True}),
    ):
        iterator = ImageDataGenerator(**options).flow_from_directory(folder, **flow)
        flows.append({"kind": "directory", "options": idg.camel_options(options), "flow": idg.camel_options(flow),
                      "filenames": list(iterator.filenames), "classes": [int(each) for each in iterator.classes],
                      "classIndices": iterator.class_indices, "batches": take(iterator, 5)})
    return flows


def frames(folder):
    rows = [{"filename": name, "class": name[0], "many": [name[0], "x"] if i % 2 else [name[0]], "raw": i / 2,
             "other": -i, "weight": i + 1} for i, name in enumerate(FILES + ("b/none.png",))]
    flows = []
    for options, flow in (
        ({}, {"batch_size": 4, "seed": 3}),
        ({}, {"batch_size": 4, "shuffle": False, "y_col": "many", "classes": ["x", "b"], "weight_col": "weight"}),
        ({}, {"batch_size": 4, "seed": 3, "class_mode": "binary", "classes": ["c", "a", "c"]}),
        ({}, {"batch_size": 4, "seed": 4, "class_mode": "sparse"}),
        ({}, {"batch_size": 4, "seed": 4, "class_mode": "raw", "y_col": "raw"}),
        ({}, {"batch_size": 4, "seed": 4, "class_mode": "multi_output", "y_col": ["raw", "other"]}),
        ({"validation_split": 0.3}, {"batch_size": 3, "seed": 8, "class_mode": None, "subset": "validation"}),
        ({"validation_split": 0.3}, {"batch_size": 3, "seed": 8, "class_mode": "input", "subset": "training"}),
    ):
        given = {"target_size": [3, 4], **flow}
        iterator = ImageDataGenerator(**options).flow_from_dataframe(pandas.DataFrame(rows), folder, **given)
        camel = idg.camel_options(given)
        if camel.get("classMode") == "multi_output":
            camel["classMode"] = "multiOutput"
        flows.append({"kind": "frame", "rows": rows, "options": idg.camel_options(options), "flow": camel,
                      "filenames": list(iterator.filenames), "batches": take(iterator, 5)})
    return flows


def write():
    with tempfile.TemporaryDirectory() as folder:
        files = write_files(folder)
        kept = [flow for flow in json.loads(FILE.read_text())["flows"] if flow["kind"] == "frame"] if FILE.exists() else []
        flows = arrays() + directories(folder) + (frames(folder) if pandas else kept)
    FILE.parent.mkdir(parents=True, exist_ok=True)
    lines = ",\n".join(json.dumps(flow, separators=(",", ":")) for flow in flows)
    FILE.write_text(f'{{"files": {json.dumps(files)}, "flows": [\n{lines}\n]}}\n')
    print(f"idg_flows: {len(flows)} flows, {FILE.stat().st_size} bytes")
