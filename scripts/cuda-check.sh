#!/usr/bin/env bash
# Builds the CUDA library for this machine's GPU, tests it against the CPU, looks for memory errors and races, measures
# it and prints which bars it meets. Needs nvcc, CMake 3.24, Python 3 and a GPU; no Node. About five minutes.
#   scripts/cuda-check.sh [folder for the logs, bench.json and torch.json; default build/cuda]
set -euo pipefail
cd "$(dirname "$0")/.."
OUT=${1:-build/cuda}
BUILD=build/cuda
mkdir -p "$OUT"
status=0

step() {
  local name=$1 start=$SECONDS verdict=ok
  shift
  "$@" >"$OUT/$name.log" 2>&1 || { verdict=FAILED; status=1; }
  echo "== $name: $((SECONDS - start)) s, $verdict"
  tail -n "${LINES_SHOWN:-6}" "$OUT/$name.log"
}

build() {
  cmake -S native/cuda -B "$BUILD" -DCMAKE_BUILD_TYPE=Release -DCMAKE_CUDA_ARCHITECTURES=native \
    -DIMAGEPIPELINE_CUDA_TESTS=ON
  cmake --build "$BUILD" --parallel "$(nproc)"
}

nvidia-smi --query-gpu=name,driver_version,memory.total --format=csv,noheader || true
step build build
[ $status -eq 0 ] || { grep -n -E 'error' "$OUT/build.log" | head -n 40; exit 1; }
LINES_SHOWN=40 step tests timeout 120 "$BUILD/cuda_tests"
measure() {
  local to=$1
  shift
  timeout 90 "$@" >"$to"
}
rm -f "$OUT/torch.json"
step bench measure "$OUT/bench.json" "$BUILD/cuda_bench"
if python3 -c 'import torch' 2>/dev/null; then
  step torch measure "$OUT/torch.json" python3 bench/cuda/peer_torch.py
fi
LINES_SHOWN=60 step bars python3 bench/cuda/bars.py "$OUT/bench.json" "$OUT/torch.json"
if command -v compute-sanitizer >/dev/null; then
  step memcheck timeout 60 compute-sanitizer --error-exitcode 9 "$BUILD/cuda_tests" Fill
  step bounds timeout 60 compute-sanitizer --error-exitcode 9 "$BUILD/cuda_tests" Beyond
  step racecheck timeout 60 compute-sanitizer --tool racecheck --error-exitcode 9 "$BUILD/cuda_tests" Warps
  step initcheck timeout 60 compute-sanitizer --tool initcheck --error-exitcode 9 "$BUILD/cuda_tests" Order
  step mixes timeout 60 compute-sanitizer --error-exitcode 9 "$BUILD/cuda_tests" MixesEqual
  step histograms timeout 60 compute-sanitizer --tool racecheck --error-exitcode 9 "$BUILD/cuda_tests" ChannelRanges
fi
exit $status
