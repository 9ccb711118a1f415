#!/bin/sh
# Train, export and calibrate the stance model: train_stance.sh PYTHON DATA
# With glibc's allocator a step was up to eight times slower; Debian: apt-get install libjemalloc2.
set -eu
allocator=$(ls /usr/lib/*/libjemalloc.so.2 /usr/lib/*/libtcmalloc_minimal.so.4 2>/dev/null | head -n 1)
[ -n "$allocator" ] || echo "no jemalloc or tcmalloc found: this will be slow" >&2
export MALLOC_CONF=dirty_decay_ms:-1,muzzy_decay_ms:-1
for stage in pretrain finetune average refine blend extend sharpen finish polish again ship; do
    LD_PRELOAD="$allocator" "$1" -m training.stance "$stage" --data "$2" --out build/stance
done
"$1" -m training.export build/stance/ship
"$1" -m training.verdict
