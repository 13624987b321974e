"""TensorFlow ops on the whole batch, in one tf.function."""

import numpy as np
import tensorflow as tf


def column(steps, name, dtype=np.float32):
    return np.asarray([step[name] for step in steps], dtype)


def spread(steps, name):
    return column(steps, name).reshape(len(steps), 1, 1, -1)


def warp(x, steps):
    maps = np.asarray([(step["map"] + [0, 0])[:8] for step in steps], np.float32)
    return tf.raw_ops.ImageProjectiveTransformV3(
        images=x,
        transforms=maps,
        output_shape=x.shape[1:3],
        interpolation="BILINEAR",
        fill_mode=steps[0]["fillMode"].upper(),
        fill_value=0.0,
    )


def flip(x, steps):
    for name, axis in (("horizontal", 2), ("vertical", 1)):
        coins = column(steps, name, bool).reshape(-1, 1, 1, 1)
        if coins.any():
            x = tf.where(coins, tf.reverse(x, [axis]), x)
    return x


def crop(x, steps):
    def one(image, step):
        size = [int(step["height"]), int(step["width"]), -1]
        return tf.slice(image, [int(step["top"]), int(step["left"]), 0], size)

    return tf.stack([one(x[i], step) for i, step in enumerate(steps)])


def resize(x, steps):
    step = steps[0]
    return tf.image.resize(x, [step["height"], step["width"]], antialias=step.get("antialias", False))


def affine(x, steps):
    x = tf.cast(x, tf.float32)
    return (x - spread(steps, "center")) * spread(steps, "scale") + spread(steps, "bias")


def clip(x, steps):
    return tf.clip_by_value(x, steps[0]["lo"], steps[0]["hi"])


def shift(x, steps):
    x = tf.cast(x, tf.float32)
    lo, hi = (reduce(x, [1, 2, 3], keepdims=True) for reduce in (tf.reduce_min, tf.reduce_max))
    return tf.clip_by_value(x + spread(steps, "amount"), lo, hi)


def contrast(x, steps):
    x = tf.cast(x, tf.float32)
    mean = tf.reduce_mean(x, [1, 2], keepdims=True)
    return tf.clip_by_value((x - mean) * spread(steps, "factor") + mean, 0, 255)


def blend(x, steps):
    x = tf.cast(x, tf.float32)
    weight = spread(steps, "weight")
    return x * weight + tf.gather(x, column(steps, "partner", np.int32)) * (1 - weight)


def standardize(x, _):
    return tf.image.per_image_standardization(x)


def whiten(x, steps):
    x = tf.cast(x, tf.float32)
    x -= tf.reduce_mean(x, [1, 2], keepdims=True)
    flat = tf.reshape(x, [x.shape[0], -1, x.shape[3]])
    covariance = tf.matmul(flat, flat, transpose_a=True) / tf.cast(tf.shape(flat)[1], tf.float32)
    values, vectors = tf.linalg.eigh(covariance)
    gains = tf.math.rsqrt(values + steps[0]["epsilon"])
    matrix = tf.matmul(vectors * gains[:, tf.newaxis], vectors, transpose_b=True)
    return tf.reshape(tf.matmul(flat, matrix), x.shape)


def convolve(x, steps):
    x = tf.cast(x, tf.float32)
    step = steps[0]
    kernel = np.outer(step["rows"], step["columns"]) * step["blur"]
    kernel[len(step["rows"]) // 2, len(step["columns"]) // 2] += step["self"]
    kernel = np.tile(kernel[:, :, None, None], (1, 1, x.shape[3], 1)).astype(np.float32)
    return tf.nn.depthwise_conv2d(x, kernel, [1, 1, 1, 1], "SAME")


def invert(x, _):
    return 255 - x


def gray(x, steps):
    x = tf.cast(x, tf.float32)
    return tf.clip_by_value(x + spread(steps, "amount") * (tf.image.rgb_to_grayscale(x) - x), 0, 255)


def one_by_one(x, steps, change):
    return tf.stack([change(x[i], step) for i, step in enumerate(steps)])


def hue(x, steps):
    return one_by_one(tf.cast(x, tf.float32), steps, lambda one, step: tf.image.adjust_hue(one, step["delta"]))


def saturate(x, steps):
    return one_by_one(tf.cast(x, tf.float32), steps, lambda one, step: tf.image.adjust_saturation(one, step["scale"]))


def solarize(x, steps):
    x = tf.clip_by_value(tf.cast(x, tf.float32) + spread(steps, "addition"), 0, 255)
    return tf.where(x < spread(steps, "threshold"), x, 255 - x)


def posterize(x, steps):
    masks = (0xFF << (8 - column(steps, "bits", np.int32)) & 0xFF).astype(np.uint8).reshape(-1, 1, 1, 1)
    return tf.cast(tf.bitwise.bitwise_and(tf.cast(x, tf.uint8), masks), x.dtype)


def stretch(x, _):
    x = tf.cast(x, tf.float32)
    lo, hi = (reduce(x, [1, 2], keepdims=True) for reduce in (tf.reduce_min, tf.reduce_max))
    return (x - lo) * (255 / (hi - lo))


STEPS = {
    "warp": warp,
    "perspective": warp,
    "flip": flip,
    "crop": crop,
    "resize": resize,
    "affine": affine,
    "clip": clip,
    "shift": shift,
    "contrast": contrast,
    "blend": blend,
    "invert": invert,
    "gray": gray,
    "hue": hue,
    "saturate": saturate,
    "solarize": solarize,
    "posterize": posterize,
    "stretch": stretch,
    "standardize": standardize,
    "whiten": whiten,
    "convolve": convolve,
}


def prepare(job, images):
    inputs = tf.constant(images)

    @tf.function
    def run(x):
        for steps in zip(*job["steps"]):
            x = STEPS[steps[0]["kind"]](x, steps)
        if job["result"] == "uint8" and x.dtype != tf.uint8:
            x = tf.cast(tf.round(x), tf.uint8)
        return x

    return lambda: run(inputs).numpy()
