/*
 * SimGrid's live migration, the closest relative: one VM with a busy task goes back and forth between two hosts.
 *
 * Usage: simgrid answer|time WARMUP_MS MEASURE_MS LEAST_SAMPLES RAM_MIB BANDWIDTH_BYTES_PER_S SPEED_MIB_PER_S DIRTY_PERCENT MIGRATIONS
 * A sample is MIGRATIONS migrations in a row. Prints the same JSON as yardstick.c. `answer` compares the time of one migration with
 * the closed form of SimGrid's algorithm (src/plugins/vm/VmLiveMigration.cpp) and prints its number of rounds.
 */
#include <simgrid/plugins/live_migration.h>
#include <simgrid/s4u.hpp>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>

namespace sg4 = simgrid::s4u;

namespace {

constexpr double MEBIBYTE = 1048576.0;
constexpr double LATENCY_SECONDS = 1e-4;
/* The default network model: TCP's slow start and the share of a link that carries content. */
constexpr double LATENCY_FACTOR = 13.01;
constexpr double BANDWIDTH_RATIO = 0.97 / 1.05;
/* Defaults of the plug-in: allowed downtime, and the working set's share of the memory. */
constexpr double DOWNTIME_SECONDS = 0.03;
constexpr double WORKING_SET_RATIO = 0.9;
constexpr double HOST_FLOPS = 1e9;
/* Work in pieces: what is left of a very large piece would not change from one look to the next. */
constexpr double TASK_FLOPS = 1e13;
constexpr double TOLERANCE_RATIO = 1e-4;
constexpr int ROUNDS_MAX = 100000;

struct Setting {
  bool answers;
  double warmup_milliseconds, measure_milliseconds;
  int least_samples;
  int ram_mebibytes;
  double bandwidth;
  int speed_mebibytes;
  int dirty_percent;
  int migrations;
};

double milliseconds() {
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

struct Expectation {
  double seconds;
  int rounds;
};

Expectation closed_form(const Setting& s) {
  const double latency = LATENCY_FACTOR * LATENCY_SECONDS;
  const double speed = s.speed_mebibytes * MEBIBYTE;
  const double bandwidth = std::min(speed, s.bandwidth * BANDWIDTH_RATIO);
  const double dirtied = s.dirty_percent / 100.0 * speed;
  const double ram = s.ram_mebibytes * MEBIBYTE;
  double last = latency + ram / bandwidth;
  double bytes = ram;
  double total = last;
  for (int rounds = 1; rounds < ROUNDS_MAX; rounds++) {
    const double threshold = DOWNTIME_SECONDS * (bytes / last);
    bytes = std::min(dirtied * last, WORKING_SET_RATIO * ram);
    last = latency + bytes / bandwidth;
    total += last;
    if (bytes <= threshold) return {total + latency, rounds + 1};
  }
  return {INFINITY, ROUNDS_MAX};
}

void migrate_once(sg4::VirtualMachine* vm, sg4::Host* here, sg4::Host* there) {
  sg_vm_migrate(vm, vm->get_pm() == here ? there : here);
}

void print_answer(const Setting& s, sg4::VirtualMachine* vm, sg4::Host* here, sg4::Host* there) {
  const double start = sg4::Engine::get_clock();
  migrate_once(vm, here, there);
  const double seconds = sg4::Engine::get_clock() - start;
  const Expectation expected = closed_form(s);
  if (std::fabs(seconds - expected.seconds) > TOLERANCE_RATIO * expected.seconds) {
    std::fprintf(stderr, "%.6f s instead of %.6f s\n", seconds, expected.seconds);
    std::exit(4);
  }
  std::printf("{\"answer\":\"%d rounds\"}", expected.rounds);
}

void print_times(const Setting& s, sg4::VirtualMachine* vm, sg4::Host* here, sg4::Host* there) {
  const auto run = [&] {
    for (int i = 0; i < s.migrations; i++) migrate_once(vm, here, there);
  };
  const double start = milliseconds();
  do run();
  while (milliseconds() - start < s.warmup_milliseconds);
  const double begin = milliseconds();
  const std::clock_t used = std::clock();
  std::printf("{\"figures\":{\"rounds\":%d},\"samples\":[", closed_form(s).rounds);
  int i = 0;
  for (; i < s.least_samples || milliseconds() - begin < s.measure_milliseconds; i++) {
    const double before = milliseconds();
    run();
    std::printf("%s%.6f", i ? "," : "", milliseconds() - before);
  }
  std::printf("],\"processorMilliseconds\":%.6f}", double(std::clock() - used) * 1e3 / CLOCKS_PER_SEC / i);
}

void drive(const Setting& s, sg4::Host* here, sg4::Host* there) {
  sg4::VirtualMachine* vm = sg_vm_create_migratable(here, "guest", 1, s.ram_mebibytes, s.speed_mebibytes, s.dirty_percent);
  vm->start();
  const sg4::ActorPtr task = sg4::Actor::create("busy", vm, [] {
    for (;;) sg4::this_actor::execute(TASK_FLOPS);
  });
  sg4::this_actor::sleep_for(1);
  if (s.answers) print_answer(s, vm, here, there);
  else print_times(s, vm, here, there);
  std::fflush(stdout);
  task->kill();
  vm->destroy();
}

}  // namespace

int main(int argc, char** argv) {
  sg4::Engine engine(&argc, argv);
  if (argc < 10) return 2;
  const Setting s{std::strcmp(argv[1], "answer") == 0, std::atof(argv[2]), std::atof(argv[3]), std::atoi(argv[4]), std::atoi(argv[5]),
                  std::atof(argv[6]),                  std::atoi(argv[7]), std::atoi(argv[8]), std::atoi(argv[9])};
  sg_vm_live_migration_plugin_init();
  sg4::NetZone* zone = sg4::create_full_zone("network");
  sg4::Host* here = zone->create_host("here", HOST_FLOPS)->seal();
  sg4::Host* there = zone->create_host("there", HOST_FLOPS)->seal();
  const sg4::Link* link = zone->create_link("link", s.bandwidth)->set_latency(LATENCY_SECONDS)->seal();
  zone->add_route(here->get_netpoint(), there->get_netpoint(), nullptr, nullptr, {sg4::LinkInRoute(link)}, true);
  zone->seal();
  sg4::Actor::create("driver", here, [&] { drive(s, here, there); });
  engine.run();
  return 0;
}
