"""Models with preprocessing layers in the format of tfjs, with what Keras predicts: test/keras/goldens/<model>/.

keras3-* have the topology that Keras 3 writes and the paths of the weights as names. keras2-* are the same models in the
words of Keras 2.15 as its converter writes them."""

import json
import pathlib

import keras
import numpy as np
from keras import layers

from golden import encode
from inputs import image_batch

FOLDER = pathlib.Path(__file__).resolve().parents[2] / "test" / "keras" / "goldens"


def sequential():
    """The preprocessing layers of Keras 3 in front of a small CNN."""
    adapted = layers.Normalization(name="adapted")
    adapted.adapt(image_batch(5, (4, 14, 14, 3), "float32"))
    return keras.Sequential(
        [
            keras.Input((20, 24, 3), name="images"),
            layers.Resizing(16, 18, name="resizing"),
            layers.CenterCrop(14, 14, name="center_crop"),
            layers.RandomFlip("horizontal", seed=3, name="random_flip"),
            layers.RandomRotation(0.1, fill_mode="nearest", name="random_rotation"),
            layers.RandomTranslation(0.1, (-0.2, 0.3), name="random_translation"),
            layers.RandomZoom((-0.2, 0.1), name="random_zoom"),
            layers.RandomContrast(0.2, name="random_contrast"),
            layers.RandomBrightness(0.1, name="random_brightness"),
            adapted,
            layers.Rescaling(0.5, offset=0.25, name="rescaling"),
            layers.Conv2D(4, 3, strides=2, name="convolution"),
            layers.BatchNormalization(name="batch_normalization"),
            layers.LeakyReLU(negative_slope=0.1, name="leaky"),
            layers.Conv2D(4, 2, activation="silu", name="second_convolution"),
            layers.GlobalAveragePooling2D(name="pooling"),
            layers.Dense(3, activation="softmax", name="classes"),
        ],
        name="classifier",
    )


def functional():
    """Integer images of any size, a Sequential and a model inside, both called twice, a shared layer, two outputs."""
    augment = keras.Sequential(
        [keras.Input((8, 8, 3)), layers.RandomFlip(name="flip"), layers.RandomRotation(0.2, name="turn")], name="augment"
    )
    inner_images = keras.Input((8, 8, 3), name="inner_images")
    given = layers.Normalization(mean=[100, 120, 90], variance=[400, 900, 100], name="given")
    inner = keras.Model(inner_images, given(inner_images), name="inner")
    convolution = layers.Conv2D(2, 3, padding="same", name="shared_convolution")

    images = keras.Input((None, None, 3), dtype="int32", name="images")
    small = layers.Rescaling(1.0, name="to_float")(layers.Resizing(8, 8, name="small")(images))
    once = inner(augment(small))
    twice = inner(augment(once))
    summed = layers.Add(name="add")([convolution(once), convolution(twice)])
    classes = layers.Dense(2, name="classes")(layers.Flatten(name="flatten")(summed))
    return keras.Model(images, [classes, layers.GlobalMaxPooling2D(name="peak")(twice)], name="two_heads")


def keras2_class(entry):
    """One layer or model of to_json() in the words of Keras 2.15."""
    config = {key: keras2_value(value) for key, value in entry["config"].items() if key != "build_input_shape"}
    name = entry["class_name"]
    if "dtype" in config and name != "InputLayer":
        config["dtype"] = "float32"
    if "batch_shape" in config:
        config["batch_input_shape"] = config.pop("batch_shape")
    if name.startswith("Random") or name in ("Resizing", "CenterCrop"):
        config.pop("data_format", None)
    if "negative_slope" in config:
        config["alpha"] = config.pop("negative_slope")
    if config.get("activation") == "silu":
        config["activation"] = "swish"
    for key in ("ragged", "optional", "pad_to_aspect_ratio", "antialias", "quantization_config", "synchronized"):
        config.pop(key, None)
    if name == "Resizing":
        config = {key: value for key, value in config.items() if not key.startswith("fill_")}
    if name in ("RandomContrast", "RandomBrightness", "RandomRotation"):
        config["factor"] = config["factor"][1]
    if name == "RandomContrast":
        config.pop("value_range")
    if "layers" in config:
        config["layers"] = [keras2_class(layer) for layer in entry["config"]["layers"]]
    if "input_layers" in config:
        models = {layer["name"]: layer["class_name"] for layer in entry["config"]["layers"]}
        for layer, source in zip(config["layers"], entry["config"]["layers"]):
            layer["name"] = source["name"]
            layer["inbound_nodes"] = [keras2_node(node, models) for node in source["inbound_nodes"]]
        for key in ("input_layers", "output_layers"):
            config[key] = [config[key]] if isinstance(config[key][0], str) else config[key]
    return {"class_name": name, "config": config}


def keras2_value(value):
    if isinstance(value, dict) and "class_name" in value and "config" in value:
        return {"class_name": value["class_name"], "config": value["config"]}
    return value


def keras2_node(node, models):
    """[[name, node, tensor, {}], ...]; in Keras 2 a model inside a model has a node of its own before the first."""
    tensors = [node["args"]] if isinstance(node["args"][0], dict) else node["args"]
    histories = [tensor["config"]["keras_history"] for tensor in tensors[0]]
    return [[name, index + (models[name] in ("Sequential", "Functional")), at, {}] for name, index, at in histories]


def save(folder, topology, weights, expected):
    target = FOLDER / folder
    target.mkdir(parents=True, exist_ok=True)
    entries, data = [], b""
    for name, value in weights:
        dtype = "float32" if value.dtype.kind == "f" else "int32"
        entries.append({"name": name, "shape": list(value.shape), "dtype": dtype})
        data += value.astype({"float32": "<f4", "int32": "<i4"}[dtype]).tobytes()
    model = {
        "format": "layers-model",
        "modelTopology": topology,
        "weightsManifest": [{"paths": ["weights.bin"], "weights": entries}],
    }
    (target / "model.json").write_text(json.dumps(model) + "\n")
    (target / "weights.bin").write_bytes(data)
    (target / "expected.json").write_text(json.dumps(expected) + "\n")
    print(f"keras model {folder}: {sum(file.stat().st_size for file in target.iterdir())} bytes")


def write():
    cases = (("sequential", sequential, (3, 20, 24, 3), "float32"), ("functional", functional, (2, 11, 13, 3), "uint8"))
    for kind, build, shape, dtype in cases:
        keras.utils.set_random_seed(7)
        model = build()
        for weight in model.weights:
            if weight.trainable or "moving" in weight.path:
                noise = np.random.default_rng(list(weight.path.encode())).uniform(0.2, 0.8, weight.shape)
                weight.assign(noise.astype(np.float32))
        case_input = {"seed": 11, "shape": list(shape), "dtype": dtype}
        outputs = model.predict(image_batch(11, shape, dtype), verbose=0)
        outputs = outputs if isinstance(outputs, list) else [outputs]
        expected = {"input": case_input, "outputs": [encode(output) for output in outputs]}
        topology = json.loads(model.to_json())
        weights = [(weight.path, np.asarray(weight)) for weight in model.weights]
        save(f"keras3-{kind}", topology, weights, expected)
        keras2 = {"keras_version": "2.15.0", "backend": "tensorflow", "model_config": keras2_class(topology)}
        save(f"keras2-{kind}", keras2, [("/".join(name.split("/")[-2:]), value) for name, value in weights], expected)
