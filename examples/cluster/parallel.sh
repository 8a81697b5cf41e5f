#!/bin/bash
# A study in shards by GNU parallel, on the processors of this machine; with --sshloginfile on others that share its files:
#   parallel.sh study.yaml rows whole
# The same line again computes what is not finished. SHARDS: how many, JOBS: how many at once.
set -euo pipefail
study=$1 rows=$2 out=$3
shards=${SHARDS:-4}
mkdir -p "$rows"
# A shard that fails is not the end: merge names what is missing.
parallel --quote --jobs "${JOBS:-$(nproc)}" --joblog "$rows/parallel.log" --resume-failed --retries 3 \
  xenvmc-sim study "$study" --out "$rows/shard-{}" --shard "{}/$shards" --jobs 1 --quiet ::: $(seq "$shards") || true
xenvmc-sim merge "$rows"/shard-* --out "$out"
