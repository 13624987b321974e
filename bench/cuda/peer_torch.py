# The same work as bench.cu in PyTorch: uint8 images on the device, turned and zoomed by affine_grid and grid_sample,
# then normalised; results stay on the device. And the fit of a ZCA whitening from a covariance on the host to a matrix
# there. Prints one JSON line per size and one for the fit.
import json
import statistics
import time

import torch
import torch.nn.functional as functional

RUNS = 21


def chain(images, theta, mean, deviation):
    floats = images.permute(0, 3, 1, 2).float()
    grid = functional.affine_grid(theta, floats.shape, align_corners=False)
    warped = functional.grid_sample(floats, grid, mode="bilinear", padding_mode="reflection", align_corners=False)
    return (warped - mean) / deviation


def device_ms(work):
    times = []
    for i in range(-3, RUNS):
        begin, end = torch.cuda.Event(enable_timing=True), torch.cuda.Event(enable_timing=True)
        begin.record()
        work()
        end.record()
        end.synchronize()
        if i >= 0:
            times.append(begin.elapsed_time(end))
    return statistics.median(times)


def fit_ms():
    """From the same covariance as fit_row.h: circulant, with the eigenvalues 0.5 + 1000 / (1 + 3 k^2)."""
    features, epsilon = 3072, 1e-6
    waves = torch.arange(features, dtype=torch.float64)
    waves = torch.minimum(waves, features - waves)
    line = torch.fft.ifft(0.5 + 1000 / (1 + 3 * waves**2)).real
    rows = torch.arange(features)
    covariance = line[(rows[:, None] - rows[None, :]) % features]
    times = []
    for i in range(-2, 3):
        begin = time.perf_counter()
        values, vectors = torch.linalg.eigh(covariance.to("cuda"))
        ((vectors * (values + epsilon).rsqrt()) @ vectors.T).float().cpu()
        if i >= 0:
            times.append((time.perf_counter() - begin) * 1000)
    return statistics.median(times)


def main():
    generator = torch.Generator(device="cuda").manual_seed(7)
    for size in (224, 512):
        images = torch.randint(0, 256, (256, size, size, 3), dtype=torch.uint8, device="cuda", generator=generator)
        angles = (torch.rand(256, device="cuda", generator=generator) * 2 - 1) * 0.63
        zooms = 1 + (torch.rand(256, device="cuda", generator=generator) * 2 - 1) * 0.2
        zeros = torch.zeros_like(angles)
        theta = torch.stack(
            [
                torch.stack([torch.cos(angles) * zooms, -torch.sin(angles) * zooms, zeros], 1),
                torch.stack([torch.sin(angles) * zooms, torch.cos(angles) * zooms, zeros], 1),
            ],
            1,
        )
        mean = torch.tensor([123.7, 116.3, 103.5], device="cuda").view(1, 3, 1, 1)
        deviation = torch.tensor([58.4, 57.1, 57.4], device="cuda").view(1, 3, 1, 1)
        with torch.inference_mode():
            ms = device_ms(lambda: chain(images, theta, mean, deviation))
        print(json.dumps({"peer": f"torch {torch.__version__}", "size": size, "batch": 256, "ms": round(ms, 4)}))
    with torch.inference_mode():
        fit = {"peer": f"torch {torch.__version__}", "fit": "zca", "features": 3072, "ms": round(fit_ms(), 1)}
    print(json.dumps(fit))


main()
