#!/bin/sh
# Train, export and calibrate the network: train_stance.sh PYTHON DATA
# STEPS=3 tries every command. Without a GPU it takes days; with glibc's allocator a step on a CPU was up
# to eight times slower; Debian: apt-get install libjemalloc2.
set -eu
allocator=$(ls /usr/lib/*/libjemalloc.so.2 /usr/lib/*/libtcmalloc_minimal.so.4 2>/dev/null | head -n 1)
[ -n "$allocator" ] || echo "no jemalloc or tcmalloc found: on a CPU this will be slow" >&2
out=build/stance${STEPS:+-trial}
"$1" -m training.examples --data "$2" --out "$out"
for run in trunk product general edited public loose mean later ship; do
    LD_PRELOAD="$allocator" "$1" -m training.stance "$run" --data "$2" --out "$out" --steps "${STEPS:-0}"
done
[ -z "${STEPS:-}" ] || exec "$1" -m training.export "$out/ship" --target "$out/exported"
"$1" -m training.export "$out/ship"
"$1" -m training.verdict
