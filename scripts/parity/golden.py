"""Golden files: one JSON file a topic, each a list of groups (layer, peer) of cases."""

import base64
import json
import pathlib

import numpy as np

from inputs import image_batch

FOLDER = pathlib.Path(__file__).resolve().parents[2] / "test" / "conformance" / "goldens"
# Results above this many values are stored as every k-th value, k prime so that all channels and columns occur.
STORED_VALUES = 180
STRIDES = (5, 7, 11, 13, 17, 23, 31, 41, 53, 67, 83, 101)
SHAPES = ((3, 5), (1, 1), (8, 8), (1, 7), (13, 6), (9, 1), (7, 12), (5, 3), (30, 17), (6, 11))
CHANNELS = (1, 3, 4, 3, 2)
DTYPES = ("float32", "uint8", "float32", "uint16", "uint8", "int32")


class Group:
    """The cases of one layer against one peer."""

    def __init__(self, layer, peer, tolerance):
        self.layer, self.peer, self.tolerance = layer, peer, tolerance
        self.cases = []
        self.random = np.random.default_rng(list(f"{layer} {peer}".encode()))

    def uniform(self, low, high):
        """A random parameter with six decimals, the same number here and in the golden file."""
        return round(float(self.random.uniform(low, high)), 6)

    def pick(self, words):
        return words[int(self.random.integers(len(words)))]

    def input(self, index, shape=None, channels=None, dtype=None, count=1):
        """Description of input `index`; sizes, channels and dtypes take turns."""
        height, width = shape or ((48, 64) if index in (17, 23) else SHAPES[index % len(SHAPES)])
        return {
            "seed": int(self.random.integers(1, 2**31)),
            "shape": [count, height, width, channels or CHANNELS[index % len(CHANNELS)]],
            "dtype": dtype or DTYPES[index % len(DTYPES)],
        }

    def add(self, case_input, result, **description):
        """Adds a case; `description` has layers and draws, or a projective call."""
        self.cases.append({"input": case_input, **description, "expect": encode(np.asarray(result))})

    def to_json(self):
        return {"layer": self.layer, "peer": self.peer, "tolerance": self.tolerance, "cases": self.cases}


def pixels(case_input):
    return image_batch(case_input["seed"], case_input["shape"], case_input["dtype"], case_input.get("smooth", False))


def float_pixels(case_input):
    return pixels(case_input).astype(np.float32)


def layer(class_name, **config):
    return {"className": class_name, "config": config}


def draw(class_name, kind, **values):
    """One stage of a draw, as pipeline.replay() takes it."""
    return {"layer": class_name, "kind": kind, "values": values}


def encode(result):
    stored = result.astype("<f4" if result.dtype.kind == "f" else result.dtype.newbyteorder("<"))
    flat = stored.reshape(-1)
    every = 1
    if flat.size > STORED_VALUES:
        every = next((k for k in STRIDES if flat.size / k <= STORED_VALUES), STRIDES[-1])
    return {
        "shape": list(result.shape),
        "dtype": {"f": "float32"}.get(result.dtype.kind, result.dtype.name),
        "every": every,
        "data": base64.b64encode(flat[::every].tobytes()).decode(),
    }


def write(topic, groups):
    FOLDER.mkdir(parents=True, exist_ok=True)
    lines = []
    for group in groups:
        head = json.dumps({k: v for k, v in group.to_json().items() if k != "cases"})[:-1]
        cases = ",\n".join(json.dumps(case, separators=(",", ":")) for case in group.cases)
        lines.append(f'{head}, "cases": [\n{cases}\n]}}')
    path = FOLDER / f"{topic}.json"
    path.write_text("[\n" + ",\n".join(lines) + "\n]\n")
    print(f"{topic}: {sum(len(group.cases) for group in groups)} cases, {path.stat().st_size} bytes")
