"""torch's own functions on planar tensors; what a caller does for each image, such as the grid of a warp, is counted."""

import numpy as np
import torch
import torch.nn.functional as F
from unsupported import Unsupported


def from_pixels(size):
    """Turns the 0..size-1 of pixels, x and y, into the -1..1 of torch."""
    height, width = size
    return np.array([[2 / width, 0, 1 / width - 1], [0, 2 / height, 1 / height - 1], [0, 0, 1]])


def warp(x, step, _):
    if step["fillMode"] != "constant" or not x.is_floating_point():
        raise Unsupported("float32 only")
    to_torch = from_pixels(x.shape[-2:])
    matrix = np.array([*step["map"], 0, 0, 1]).reshape(3, 3)
    theta = (to_torch @ matrix @ np.linalg.inv(to_torch))[:2]
    grid = F.affine_grid(torch.from_numpy(theta[None]).float(), x.shape, align_corners=False)
    return F.grid_sample(x, grid, mode="bilinear", padding_mode="zeros", align_corners=False)


def flip(x, step, _):
    axes = [axis for axis, name in ((3, "horizontal"), (2, "vertical")) if step[name]]
    return torch.flip(x, axes)


def resize(x, step, _):
    return F.interpolate(
        x, size=(step["height"], step["width"]), mode="bilinear", antialias=step.get("antialias", False)
    )


def affine(x, step, out):
    center, scale, bias = (torch.tensor(step[name], dtype=torch.float32).view(-1, 1, 1) for name in ("center", "scale", "bias"))
    x = torch.sub(x, center, out=out).mul_(scale)
    return x.add_(bias) if any(step["bias"]) else x


def standardize(x, _, __):
    deviation, mean = torch.std_mean(x.float(), correction=0)
    return (x - mean).div_(deviation + 1e-6)


STEPS = {"warp": warp, "flip": flip, "resize": resize, "affine": affine, "standardize": standardize}


def prepare(job, images):
    torch.set_num_threads(job["threads"])
    interleaved = job["dtype"] == "uint8" and job["steps"][0][0]["kind"] == "resize"
    # torch resizes bytes fastest as they lie, everything else in planes.
    layout = torch.channels_last if interleaved else torch.contiguous_format
    # Cloned, because a batch of one that only looks interleaved is taken for planes, and slowly.
    tensors = [torch.from_numpy(image).permute(2, 0, 1)[None].clone(memory_format=layout) for image in images]

    results = [torch.empty(x.shape) for x in tensors]

    def run_one(x, steps, out):
        for step in steps:
            x = STEPS[step["kind"]](x, step, out)
        return x[0].permute(1, 2, 0)

    def run():
        return [run_one(*each) for each in zip(tensors, job["steps"], results)]

    # Finds out here what is not supported.
    run_one(tensors[0], job["steps"][0], results[0])
    return run
