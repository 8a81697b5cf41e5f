/*
 * The C yardstick: the core's hot loops in C, with the same algorithms and therefore the same answers.
 *
 * Usage: yardstick answer|time WARMUP_MS MEASURE_MS LEAST_SAMPLES KERNEL ARGUMENT...
 *   mask PAGES PROBABILITY HIGH LOW   dirties each page with probability PROBABILITY / 2^32; (HIGH, LOW): the address before the chunk
 *   bits PAGES MARKS                  marks pages drawn by a linear congruential generator, counts, lists and clears them
 * Prints JSON: {"answer":"digest"}, or {"figures":{},"samples":[milliseconds, ...],"processorMilliseconds":...}.
 *
 * LANES (1, 4 or 8) is the number of 32-bit lanes of a vector. With 1, vectorisation is left to the compiler.
 */
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#if defined(__SSE4_1__)
#include <immintrin.h>
#endif

#ifndef LANES
#define LANES 1
#endif
#define BLOCK_LANES 8
#define VECTORS (BLOCK_LANES / LANES)
#define CHUNK_PAGES 1024
#define CHUNK_WORDS 32
#define LANE_STEP 0x9e3779b9u
#define LANE_OFFSET 0x6a09e667u

#if LANES == 1
typedef uint32_t vector;
static inline int is_zero(vector x) { return x == 0; }
#else
typedef uint32_t vector __attribute__((vector_size(4 * LANES)));
#if LANES == 8 && defined(__AVX__)
static inline int is_zero(vector x) { return _mm256_testz_si256((__m256i)x, (__m256i)x); }
#elif LANES == 4 && defined(__SSE4_1__)
static inline int is_zero(vector x) { return _mm_testz_si128((__m128i)x, (__m128i)x); }
#else
static inline int is_zero(vector x) {
  uint32_t all = 0;
  for (int lane = 0; lane < LANES; lane++) all |= x[lane];
  return all == 0;
}
#endif
#endif

/* ---- Draws: src/pages/random.ts ---- */

static uint32_t mix_word(uint32_t x) {
  x = (x ^ (x >> 16)) * 0x7feb352du;
  x = (x ^ (x >> 15)) * 0x846ca68bu;
  return x ^ (x >> 16);
}

static inline vector mix_vector(vector x) {
  x = (x ^ (x >> 16)) * 0x7feb352du;
  x = (x ^ (x >> 15)) * 0x846ca68bu;
  return x ^ (x >> 16);
}

typedef struct {
  uint32_t high, low;
} address;

static address absorb(address from, uint32_t word) {
  address to;
  to.high = mix_word(from.high ^ word);
  to.low = mix_word((from.low ^ ((word << 16) | (word >> 16))) + to.high);
  return to;
}

/* Lane numbers first .. first + LANES - 1, times LANE_STEP. */
static inline vector lane_numbers(uint32_t first) {
  uint32_t numbers[LANES];
  vector lanes;
  for (uint32_t lane = 0; lane < LANES; lane++) numbers[lane] = (first + lane) * LANE_STEP;
  memcpy(&lanes, numbers, sizeof lanes);
  return lanes;
}

/* ---- Bernoulli masks: src/reference/poisson.ts ---- */

static void add_masks(uint32_t *mask, uint32_t probability, address at) {
  vector a[VECTORS], b[VECTORS], c[VECTORS];
  uint32_t counter = 1;
  for (int v = 0; v < VECTORS; v++) {
    const vector lanes = lane_numbers(1 + (uint32_t)v * LANES);
    a[v] = mix_vector(at.high ^ lanes);
    b[v] = mix_vector(a[v] + at.low);
    c[v] = mix_vector(b[v] ^ (lanes + LANE_OFFSET));
  }
  for (int first = 0; first < CHUNK_WORDS; first += BLOCK_LANES) {
    vector decided[VECTORS], open[VECTORS];
    for (int v = 0; v < VECTORS; v++) {
      decided[v] = (vector){0};
      open[v] = ~decided[v];
    }
    for (uint32_t rest = probability; rest != 0; rest <<= 1) {
      const uint32_t one = (uint32_t)((int32_t)rest >> 31);
      vector any = {0};
      for (int v = 0; v < VECTORS; v++) {
        const vector out = a[v] + b[v] + counter;
        a[v] = b[v] ^ (b[v] >> 9);
        b[v] = c[v] + (c[v] << 3);
        c[v] = ((c[v] << 21) | (c[v] >> 11)) + out;
        const vector below = open[v] & ~out;
        if (one) {
          decided[v] |= below;
          open[v] &= out;
        } else {
          open[v] = below;
        }
        any |= open[v];
      }
      counter++;
      if (is_zero(any)) break;
    }
    for (int v = 0; v < VECTORS; v++) {
      vector old;
      memcpy(&old, mask + first + v * LANES, sizeof old);
      old |= decided[v];
      memcpy(mask + first + v * LANES, &old, sizeof old);
    }
  }
}

static uint32_t *bitmap;
static uint32_t *pages_listed;
static uint32_t *marks;
static uint32_t page_count, mark_count, probability;
static address base;

static uint64_t run_mask(void) {
  for (uint32_t chunk = 0; chunk < page_count / CHUNK_PAGES; chunk++) {
    add_masks(bitmap + (size_t)chunk * CHUNK_WORDS, probability, absorb(base, chunk));
  }
  return bitmap[0];
}

/* ---- Mark, count, list, clear ---- */

static uint64_t run_bits(void) {
  uint64_t *words = (uint64_t *)bitmap;
  const uint32_t word_count = (page_count + 63) / 64;
  for (uint32_t i = 0; i < mark_count; i++) words[marks[i] >> 6] |= (uint64_t)1 << (marks[i] & 63);
  uint64_t count = 0;
  for (uint32_t w = 0; w < word_count; w++) count += (uint64_t)__builtin_popcountll(words[w]);
  uint32_t *out = pages_listed;
  for (uint32_t w = 0; w < word_count; w++) {
    for (uint64_t rest = words[w]; rest != 0; rest &= rest - 1) *out++ = w * 64 + (uint32_t)__builtin_ctzll(rest);
  }
  memset(words, 0, (size_t)word_count * 8);
  return count + (uint64_t)(out - pages_listed);
}

/* ---- Harness ---- */

static uint32_t digest_words(uint32_t hash, const uint32_t *words, size_t count) {
  for (size_t i = 0; i < count; i++) {
    hash = (hash ^ words[i]) * 0x85ebca6bu;
    hash ^= hash >> 15;
  }
  return hash;
}

static double milliseconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec * 1e3 + (double)now.tv_nsec * 1e-6;
}

static uint32_t number(const char *text) { return (uint32_t)strtoul(text, NULL, 10); }

static void *allocate(size_t bytes) {
  void *memory = aligned_alloc(64, (bytes + 63) / 64 * 64);
  if (memory == NULL) exit(3);
  memset(memory, 0, bytes);
  return memory;
}

static volatile uint64_t sink;

static void print_times(uint64_t (*run)(void), double warmup, double measure, int least) {
  const double start = milliseconds();
  do sink = run();
  while (milliseconds() - start < warmup);
  const double begin = milliseconds();
  const clock_t used = clock();
  printf("{\"figures\":{},\"samples\":[");
  int i = 0;
  for (; i < least || milliseconds() - begin < measure; i++) {
    const double before = milliseconds();
    sink = run();
    printf("%s%.6f", i ? "," : "", milliseconds() - before);
  }
  printf("],\"processorMilliseconds\":%.6f}", (double)(clock() - used) * 1e3 / CLOCKS_PER_SEC / i);
}

int main(int argc, char **argv) {
  if (argc < 8) return 2;
  const int answers = strcmp(argv[1], "answer") == 0;
  const int is_mask = strcmp(argv[5], "mask") == 0;
  page_count = number(argv[6]);
  bitmap = allocate((size_t)(page_count + CHUNK_PAGES - 1) / CHUNK_PAGES * CHUNK_WORDS * 4);
  uint32_t hash = 0x811c9dc5u;
  if (is_mask) {
    if (argc < 10) return 2;
    probability = number(argv[7]);
    base.high = number(argv[8]);
    base.low = number(argv[9]);
    if (answers) {
      run_mask();
      hash = digest_words(hash, bitmap, (page_count + 31) / 32);
    }
  } else {
    mark_count = number(argv[7]);
    marks = allocate((size_t)mark_count * 4);
    pages_listed = allocate((size_t)page_count * 4);
    uint32_t state = 1;
    for (uint32_t i = 0; i < mark_count; i++) {
      state = state * 1664525u + 1013904223u;
      marks[i] = (uint32_t)(((uint64_t)state * page_count) >> 32);
    }
    if (answers) hash = digest_words(hash, pages_listed, (size_t)(run_bits() / 2));
  }
  if (answers) printf("{\"answer\":\"%08" PRIx32 "\"}", hash);
  else print_times(is_mask ? run_mask : run_bits, atof(argv[2]), atof(argv[3]), atoi(argv[4]));
  return 0;
}
