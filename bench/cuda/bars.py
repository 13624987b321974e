"""Which bars of the CUDA path a bench met: bars.py bench.json [torch.json].

bench.json is what cuda_bench prints, torch.json what peer_torch.py prints; without the latter that bar is open. Prints a
line a bar and fails when a result was wrong, not when a bar was missed.
"""

import json
import sys

SIZES = (224, 512)


def rows_of(bench, **wanted):
    return [row for row in bench if all(row.get(key) == value for key, value in wanted.items())]


def value_of(bench, key, **wanted):
    rows = rows_of(bench, **wanted)
    return rows[0][key] if rows else None


def bars_of(bench, torch):
    """Name, needed, measured (None where it was not) and unit of every bar."""
    bars = [
        (
            "fused kernel, uint8 to float32, 512, against the device's copy",
            60,
            value_of(bench, "ofCopy", kernel="uint8 to float32", size=512),
            "%",
        )
    ]
    for size in SIZES:
        share = value_of(bench, "ofCopies", endToEnd="pinned", size=size)
        bars.append((f"pinned to pinned memory, {size}, against its copies", 85, share, "%"))
    for size in SIZES:
        own = value_of(bench, "ms", kernel="uint8 to float32", size=size)
        peer = value_of(torch, "ms", size=size)
        times = peer / own if own and own > 0 and peer else None
        bars.append((f"fused kernel, {size}, against torch's grid_sample chain", 5, times, "x"))
    own, peer = value_of(bench, "ms", fit="zca"), value_of(torch, "ms", fit="zca")
    times = peer / own if own and own > 0 and peer else None
    bars.append(("ZCA fit of 3072 features, against torch's eigh on the same card", 0.9, times, "x"))
    return bars


def wrong_rows(bench):
    """A kernel whose pixels differ has no time, a batch says so itself."""
    return [row for row in bench if row.get("right") is False or row.get("ms", 0) < 0]


def line_of(name, needed, measured, unit):
    if measured is None:
        return f"open    {name}: {needed} {unit} needed, not measured"
    shown = measured * 100 if unit == "%" else measured
    return f"{'met   ' if shown >= needed else 'MISSED'}  {name}: {shown:.1f} {unit} of {needed} {unit}"


def read_lines(path):
    try:
        with open(path, encoding="utf-8") as lines:
            return [json.loads(line) for line in lines if line.startswith("{")]
    except FileNotFoundError:
        return []


def main(bench_path, torch_path=None):
    with open(bench_path, encoding="utf-8") as file:
        bench = json.load(file)
    device = next(row for row in bench if "device" in row)
    print(f"{device['device']}: copies {device['copyGBs']} GB/s")
    for bar in bars_of(bench, read_lines(torch_path) if torch_path else []):
        print(line_of(*bar))
    wrong = wrong_rows(bench)
    for row in wrong:
        print(f"WRONG   {json.dumps(row)}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
