"""Pipelines between Keras and this library as JSON: test/keras/goldens/{from-keras,to-keras-loaded}.json.

from-keras.json holds what Keras wrote, with its weights and results; to-keras-loaded.json what Keras made of the documents
in to-keras.json (scripts/parity/to-keras.ts): what it writes of them itself, and its results."""

import json

import keras
import numpy as np
from keras import layers

from golden import encode
from inputs import image_batch
from keras_models import FOLDER

INPUT = {"seed": 21, "shape": [2, 7, 5, 3], "dtype": "float32"}


def images():
    return image_batch(INPUT["seed"], INPUT["shape"], INPUT["dtype"])


def inference(model):
    # Keras loads an empty model or Pipeline but cannot call it.
    return images() if getattr(model, "layers", None) == [] else np.asarray(model(images(), training=False))


def to_json(model):
    return model.to_json() if isinstance(model, keras.Model) else json.dumps(keras.saving.serialize_keras_object(model))


def entry(name, model):
    weights = {weight.path: np.asarray(weight).tolist() for weight in model.weights}
    return {"name": name, "json": to_json(model), "weights": weights, "expected": encode(inference(model))}


def written_by_keras():
    adapted = layers.Normalization()
    adapted.adapt(image_batch(3, (4, 7, 5, 3), "float32"))
    rows = layers.Normalization(axis=(1, 3))
    rows.adapt(image_batch(4, (4, 7, 5, 3), "float32"))
    augment = keras.Sequential(
        [
            layers.RandomFlip("horizontal"),
            layers.RandomRotation((-0.1, 0.2), fill_mode="wrap"),
            layers.RandomZoom(0.3, (-0.1, 0.1)),
            layers.RandomTranslation(0.2, 0.1, fill_mode="constant", fill_value=4.0),
            layers.RandomShear(0.3, 0.1),
            layers.RandomContrast(0.2),
            layers.RandomBrightness((-0.1, 0.2), value_range=(0.0, 1.0)),
        ],
        name="augment",
    )
    colours = keras.Sequential(
        [
            layers.RandomSaturation(0.3, value_range=(0, 1)),
            layers.RandomHue((0.1, 0.2)),
            layers.RandomColorDegeneration(0.4),
            layers.RandomGrayscale(0.3),
            layers.RandomInvert(0.5),
            layers.RandomPosterization(4, value_range=(0, 1)),
            layers.Solarization(0.1, (0.2, 0.3)),
            layers.AutoContrast(value_range=(0, 1)),
        ],
        name="colours",
    )
    arrays = layers.Rescaling(np.array([0.5, 1.0, 2.0]), offset=(1.0, 2.0, 3.0))
    return [
        entry("adapted", keras.Sequential([keras.Input((7, 5, 3)), layers.Rescaling(1 / 127.5, offset=-1), adapted])),
        entry("two axes", keras.Sequential([keras.Input((7, 5, 3)), rows])),
        entry("augment", augment),
        entry("colours", colours),
        entry("equalization", layers.Equalization(bins=100)),
        entry("nested", keras.Sequential([keras.Input((7, 5, 3)), augment, layers.Resizing(4, 6), arrays])),
        entry("pipeline", layers.Pipeline([layers.CenterCrop(4, 4), layers.Pipeline([layers.Rescaling(2.0)])])),
        entry("one layer", layers.CenterCrop(3, 2)),
        entry("mean given", layers.Normalization(mean=np.array([1.0, 2.0, 3.0]), variance=4.0 * np.ones(3), invert=True)),
    ]


def loaded_by_keras():
    loaded = []
    for case in json.loads((FOLDER / "to-keras.json").read_text()):
        text = json.dumps(case["document"])
        model = keras.models.model_from_json(text)
        again = keras.saving.deserialize_keras_object(case["document"])
        if type(again) is not type(model):
            raise AssertionError(f"{case['name']}: {type(model)} by text, {type(again)} by object")
        loaded.append(entry(case["name"], model))
    return loaded


def write():
    for name, entries in (("from-keras", written_by_keras()), ("to-keras-loaded", loaded_by_keras())):
        lines = ",\n".join(json.dumps(one) for one in entries)
        path = FOLDER / f"{name}.json"
        path.write_text(json.dumps({"keras": keras.__version__, "input": INPUT})[:-1] + f', "cases": [\n{lines}\n]}}\n')
        print(f"{name}: {len(entries)} cases, {path.stat().st_size} bytes")
