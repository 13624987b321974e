"""What Keras makes of bounding boxes where it is right: test/samples/goldens/keras-boxes.json.

Conversions between its formats, clipping, and the layers Resizing, CenterCrop, RandomFlip, RandomTranslation and
MaxNumBoundingBoxes. Its rotation, zoom and shear of boxes are off by half a pixel and more, see docs/semantics.md."""

import json
from pathlib import Path

import peers  # noqa: F401  chooses the backend
import keras
import numpy as np
from keras import layers
from keras.utils import bounding_boxes as bb

FILE = Path(__file__).parents[2] / "test" / "samples" / "goldens" / "keras-boxes.json"
FORMATS = ("xyxy", "yxyx", "xywh", "center_xywh", "center_yxhw", "rel_xyxy", "rel_yxyx", "rel_xywh", "rel_center_xywh")
SIZES = ((8, 8), (9, 14), (21, 6), (40, 33))
# Input and target of which the window of the aspect ratio starts at whole pixels of both. Elsewhere Keras moves the pixels by
# the window rounded to pixels of the input, and the boxes by an offset rounded to those of the target.
ASPECTS = (((8, 8), (8, 16)), ((12, 24), (12, 12)), ((20, 8), (20, 40)), ((40, 32), (20, 40)))
random = np.random.default_rng(7)


def boxes_in(height, width, count):
    """Corners of boxes of at least two pixels."""
    x1, y1 = random.uniform(0, width - 2, count), random.uniform(0, height - 2, count)
    x2, y2 = random.uniform(x1 + 2, width), random.uniform(y1 + 2, height)
    return np.round(np.stack([x1, y1, np.minimum(x2, width), np.minimum(y2, height)], -1), 3).astype(np.float32)


def converted(boxes, source, target, height, width):
    # It changes what it is given.
    return np.asarray(bb.convert_format(np.array(boxes), source=source, target=target, height=height, width=width))


def conversions():
    for height, width in SIZES:
        corners = boxes_in(height, width, 3)
        yield {"size": [height, width], "boxes": {name: converted(corners, "xyxy", name, height, width).tolist() for name in FORMATS}}


def clips():
    for height, width in SIZES:
        boxes = (boxes_in(height, width, 4) * 2 - [width / 2, height / 2] * 2).astype(np.float32)
        labels = np.zeros(4, np.float32)
        result = bb.clip_to_image_size({"boxes": np.array(boxes), "labels": labels}, height=height, width=width, bounding_box_format="xyxy")
        yield {"size": [height, width], "boxes": boxes.tolist(), "clipped": np.asarray(result["boxes"]).tolist()}


def results(layer, config, height, width, transformation=None):
    """`layer` on boxes of two images, in a format that changes from case to case."""
    name = FORMATS[len(cases) % len(FORMATS)]
    layer.bounding_box_format = name
    corners = np.stack([boxes_in(height, width, 3), boxes_in(height, width, 3)])
    boxes = converted(corners, "xyxy", name, height, width)
    labels = np.arange(6, dtype=np.float32).reshape(2, 3)
    given = {"boxes": np.array(boxes), "labels": np.array(labels)}
    if transformation is None:
        images = np.zeros((2, height, width, 1), np.float32)
        moved = layer({"images": images, "bounding_boxes": given}, training=False)["bounding_boxes"]
    else:
        moved = layer.transform_bounding_boxes(given, {**transformation, "input_shape": (2, height, width, 1)})
    cases.append(
        {
            "layer": {"className": type(layer).__name__, "config": config},
            "size": [height, width],
            "format": name,
            "boxes": boxes.tolist(),
            "expected": np.asarray(moved["boxes"]).tolist(),
            "labels": np.asarray(moved["labels"]).tolist(),
        }
    )


cases = []


def run_layers():
    for (height, width), target in ASPECTS:
        for aspect in ("crop_to_aspect_ratio", "pad_to_aspect_ratio"):
            config = {"height": target[0], "width": target[1], aspect: True}
            results(layers.Resizing(**config, bounding_box_format="xyxy"), config, height, width)
    for height, width in SIZES:
        config = {"height": 12, "width": 30}
        results(layers.Resizing(**config, bounding_box_format="xyxy"), config, height, width)
        # An odd rest is another half pixel between its boxes and its pixels.
        config = {"height": height - 2, "width": width - 4}
        results(layers.CenterCrop(**config, bounding_box_format="xyxy"), config, height, width)
        for mode in ("horizontal", "vertical", "horizontal_and_vertical"):
            flips = {"flips": np.ones((2, 1, 1, 1), bool)}
            results(layers.RandomFlip(mode, bounding_box_format="xyxy"), {"mode": mode}, height, width, flips)
        config = {"height_factor": [0.25, 0.25], "width_factor": [-0.125, -0.125]}
        shift = {"translations": np.float32([[-0.125 * width, 0.25 * height]] * 2)}
        results(layers.RandomTranslation(0.25, 0.125, bounding_box_format="xyxy"), config, height, width, shift)
        for count in (2, 5):
            layer = layers.MaxNumBoundingBoxes(max_number=count, bounding_box_format="xyxy")
            results(layer, {"max_number": count}, height, width)


def write():
    run_layers()
    FILE.parent.mkdir(exist_ok=True)
    parts = {"conversions": list(conversions()), "clips": list(clips()), "layers": cases}
    text = ",\n".join(f'"{key}": [\n' + ",\n".join(json.dumps(one) for one in rows) + "\n]" for key, rows in parts.items())
    FILE.write_text(f'{{"keras": "{keras.__version__}",\n{text}}}\n')
    print(f"keras_boxes: {len(cases)} layers, {FILE.stat().st_size} bytes")
