"""The same chain as Keras 3 layers in tf.data, batch then map. Every factor is one number, so that the result is known
up to two coins of Keras' own: the flip and the sign of the shear.
"""

import keras
import numpy as np
import tensorflow as tf

BATCH = 32


def fixed(value):
    return (value, value)


def like_idg(values):
    fill = {"fill_mode": "nearest"}
    slope = abs(np.tan(values["shear_angle.angleRad"]))
    return [
        keras.layers.RandomRotation(fixed(values["rotation.angleRad"] / (2 * np.pi)), **fill),
        keras.layers.RandomTranslation(
            fixed(values["translation.heightFactor"]), fixed(values["translation.widthFactor"]), **fill
        ),
        keras.layers.RandomShear(x_factor=fixed(slope), y_factor=0.0, **fill),
        keras.layers.RandomZoom(
            fixed(values["zoom.heightScale"] - 1), fixed(values["zoom.widthScale"] - 1), **fill
        ),
        keras.layers.RandomFlip("horizontal"),
        keras.layers.RandomBrightness(fixed(values["brightness.delta"] / 255)),
    ]


def contrast(factor):
    layer = keras.layers.RandomContrast(0.5)
    layer.factor = (1 - factor, factor - 1)
    return layer


def like_users(values):
    fill = {"fill_mode": "constant"}
    return [
        keras.layers.RandomFlip("horizontal"),
        keras.layers.RandomRotation(fixed(values["rotation.angleRad"] / (2 * np.pi)), **fill),
        keras.layers.RandomZoom(
            fixed(values["zoom.heightScale"] - 1), fixed(values["zoom.widthScale"] - 1), **fill
        ),
        keras.layers.RandomTranslation(
            fixed(values["translation.heightFactor"]), fixed(values["translation.widthFactor"]), **fill
        ),
        keras.layers.RandomShear(x_factor=fixed(abs(values["shear.xShear"])), y_factor=0.0, **fill),
        contrast(values["contrast.factor"]),
        keras.layers.RandomBrightness(fixed(values["brightness.delta"] / 255)),
    ]


def prepare(job, images):
    chain = {"pipeline": like_idg, "keras-chain": like_users}[job["op"]](job["values"][0])
    last = job["steps"][0][-1]
    if last["kind"] == "affine":
        chain.append(keras.layers.Normalization(mean=last["center"], variance=[1 / value**2 for value in last["scale"]]))

    def apply(x):
        x = tf.cast(x, tf.float32)
        for layer in chain:
            x = layer(x, training=True)
        return tf.image.per_image_standardization(x) if last["kind"] == "standardize" else x

    options = tf.data.Options()
    options.threading.private_threadpool_size = job["threads"]
    dataset = tf.data.Dataset.from_tensor_slices(images).batch(BATCH).map(apply).with_options(options)
    return lambda: np.concatenate([batch.numpy() for batch in dataset])
