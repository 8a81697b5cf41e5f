#!/bin/bash
#SBATCH --job-name=merge
#SBATCH --output=%x-%j.log
# Puts the shards of slurm-array.sh together. Slurm does not start a killed task again, not even with --requeue, which is for failed nodes:
# what is missing is named, with the line that submits it again. Hence afterany, not afterok.
set -uo pipefail
rows=$1 out=$2
messages=$(mktemp)
trap 'rm -f "$messages"' EXIT
xenvmc-sim merge "$rows"/shard-* --out "$out" 2>"$messages"
status=$?
cat "$messages" >&2
tasks=$(sed -n 's/.* --shard \([0-9]*\)\/[0-9]*$/\1/p' "$messages" | paste -sd, -)
[ -z "$tasks" ] || echo "Submit again: sbatch --array=$tasks slurm-array.sh STUDY $rows" >&2
exit "$status"
