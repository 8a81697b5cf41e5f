#!/bin/bash
#SBATCH --job-name=study
#SBATCH --array=1-4
#SBATCH --cpus-per-task=2
#SBATCH --time=01:00:00
#SBATCH --output=%x-%A-%a.log
# One shard of a study per task, on a file system that all nodes share:
#   job=$(sbatch --parsable slurm-array.sh study.yaml rows)
#   sbatch --dependency=afterany:$job slurm-merge.sh rows whole
# A task takes seconds to start: let a shard be at least half a minute of work. For more of them: SHARDS=20 sbatch --array=1-20 ...
set -euo pipefail
study=$1 rows=$2
# Not SLURM_ARRAY_TASK_COUNT, which is another number when only some tasks are submitted again.
shards=${SHARDS:-4}
# A task that is killed leaves its rows: the same task goes on from there.
exec xenvmc-sim study "$study" --out "$rows/shard-$SLURM_ARRAY_TASK_ID" --shard "$SLURM_ARRAY_TASK_ID/$shards" \
  --jobs "${SLURM_CPUS_PER_TASK:-1}" --quiet
