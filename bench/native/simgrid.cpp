/*
 * SimGrid's live migration, the most similar simulator: a VM with a busy task is migrated back and forth between two hosts.
 *
 * Usage: simgrid answer|time WARMUP_MS MEASURE_MS LEAST_SAMPLES MIGRATIONS RAM_MIB BANDWIDTH_BYTES_PER_S SPEED_MIB_PER_S DIRTY_PERCENT ...
 * The last four arguments describe one guest; more guests may follow, each with its own hosts and link. A sample is MIGRATIONS
 * consecutive migrations of every guest whose rounds end. Prints the same JSON as yardstick.c, with the units per call and, for each
 * guest whose rounds end, the seconds of a migration and the 4 KiB pages that SimGrid's algorithm sends.
 * `answer` compares the time of one migration of each guest with the closed form of the algorithm
 * (src/plugins/vm/VmLiveMigration.cpp) and prints its number of rounds.
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
#include <string>
#include <vector>

namespace sg4 = simgrid::s4u;

namespace {

constexpr double MEBIBYTE = 1048576.0;
constexpr double LATENCY_SECONDS = 1e-4;
/* Factors of SimGrid's default network model: TCP slow start, and the share of the bandwidth that carries payload. */
constexpr double LATENCY_FACTOR = 13.01;
constexpr double BANDWIDTH_RATIO = 0.97 / 1.05;
/* Defaults of the plug-in: allowed downtime, and the working set's share of the memory. */
constexpr double DOWNTIME_SECONDS = 0.03;
constexpr double WORKING_SET_RATIO = 0.9;
constexpr double HOST_FLOPS = 1e9;
/* The task runs in parts: in one very large part, the work done between two events would be lost to rounding. */
constexpr double TASK_FLOPS = 1e13;
constexpr double TOLERANCE_RATIO = 1e-4;
constexpr int ROUNDS_MAX = 100000;

constexpr double PAGE_BYTES = 4096.0;

struct Guest {
  int ram_mebibytes;
  double bandwidth;
  int speed_mebibytes;
  int dirty_percent;
  sg4::Host* here;
  sg4::Host* there;
  sg4::VirtualMachine* vm;
};

struct Setting {
  bool answers;
  double warmup_milliseconds, measure_milliseconds;
  int least_samples;
  int migrations;
  std::vector<Guest> guests;
};

double milliseconds() {
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

struct Expectation {
  double seconds;
  int rounds;
  double bytes;
};

Expectation closed_form(const Guest& s) {
  const double latency = LATENCY_FACTOR * LATENCY_SECONDS;
  const double speed = s.speed_mebibytes * MEBIBYTE;
  const double bandwidth = std::min(speed, s.bandwidth * BANDWIDTH_RATIO);
  const double dirtied = s.dirty_percent / 100.0 * speed;
  const double ram = s.ram_mebibytes * MEBIBYTE;
  double last = latency + ram / bandwidth;
  double bytes = ram;
  double total = last;
  double sent = ram;
  for (int rounds = 1; rounds < ROUNDS_MAX; rounds++) {
    const double threshold = DOWNTIME_SECONDS * (bytes / last);
    bytes = std::min(dirtied * last, WORKING_SET_RATIO * ram);
    last = latency + bytes / bandwidth;
    total += last;
    sent += bytes;
    if (bytes <= threshold) return {total + latency, rounds + 1, sent};
  }
  return {INFINITY, ROUNDS_MAX, INFINITY};
}

bool ever_ends(const Guest& guest) {
  return std::isfinite(closed_form(guest).seconds);
}

/* The actor that migrates a guest exchanges messages with both hosts, so it has to run on one of them. */
void migrate(const Guest& guest, int times) {
  sg4::Actor::create("mover", guest.here, [&guest, times] {
    for (int i = 0; i < times; i++) sg_vm_migrate(guest.vm, guest.vm->get_pm() == guest.here ? guest.there : guest.here);
  })->join();
}

/* Exits if the migration does not take as long as the closed form says. */
void check_once(const Guest& guest) {
  const double start = sg4::Engine::get_clock();
  migrate(guest, 1);
  const double seconds = sg4::Engine::get_clock() - start;
  const Expectation expected = closed_form(guest);
  if (std::fabs(seconds - expected.seconds) <= TOLERANCE_RATIO * expected.seconds) return;
  std::fprintf(stderr, "%.6f s instead of %.6f s\n", seconds, expected.seconds);
  std::exit(4);
}

void print_answer(const Setting& s) {
  std::printf("{\"answer\":\"rounds");
  for (const Guest& guest : s.guests) {
    if (ever_ends(guest)) check_once(guest);
    std::printf(" %d", closed_form(guest).rounds);
  }
  std::printf("\"}");
}

void print_figures(const Setting& s) {
  int units = 0;
  std::printf("{\"figures\":{");
  for (size_t i = 0; i < s.guests.size(); i++) {
    const Expectation expected = closed_form(s.guests[i]);
    if (!std::isfinite(expected.seconds)) continue;
    std::printf("%s\"seconds.%zu\":%.6f,\"pages.%zu\":%.0f,\"rounds.%zu\":%d", units ? "," : "", i, expected.seconds, i,
                expected.bytes / PAGE_BYTES, i, expected.rounds);
    units += s.migrations;
  }
  std::printf("},\"units\":%d,", units);
}

void print_times(const Setting& s) {
  const auto run = [&] {
    for (const Guest& guest : s.guests) {
      if (ever_ends(guest)) migrate(guest, s.migrations);
    }
  };
  const double start = milliseconds();
  do run();
  while (milliseconds() - start < s.warmup_milliseconds);
  const double begin = milliseconds();
  const std::clock_t used = std::clock();
  print_figures(s);
  std::printf("\"samples\":[");
  int i = 0;
  for (; i < s.least_samples || milliseconds() - begin < s.measure_milliseconds; i++) {
    const double before = milliseconds();
    run();
    std::printf("%s%.6f", i ? "," : "", milliseconds() - before);
  }
  std::printf("],\"processorMilliseconds\":%.6f}", double(std::clock() - used) * 1e3 / CLOCKS_PER_SEC / i);
}

void drive(Setting& s) {
  std::vector<sg4::ActorPtr> tasks;
  for (Guest& guest : s.guests) {
    const std::string name = "guest" + std::to_string(tasks.size());
    guest.vm = sg_vm_create_migratable(guest.here, name.c_str(), 1, guest.ram_mebibytes, guest.speed_mebibytes, guest.dirty_percent);
    guest.vm->start();
    tasks.push_back(sg4::Actor::create("busy", guest.vm, [] {
      for (;;) sg4::this_actor::execute(TASK_FLOPS);
    }));
  }
  sg4::this_actor::sleep_for(1);
  if (s.answers) print_answer(s);
  else print_times(s);
  std::fflush(stdout);
  for (const sg4::ActorPtr& task : tasks) task->kill();
  for (const Guest& guest : s.guests) guest.vm->destroy();
}

/* Two hosts and the link between them. */
void connect(sg4::NetZone* zone, Guest& guest, const std::string& number) {
  guest.here = zone->create_host("here" + number, HOST_FLOPS)->seal();
  guest.there = zone->create_host("there" + number, HOST_FLOPS)->seal();
  const sg4::Link* link = zone->create_link("link" + number, guest.bandwidth)->set_latency(LATENCY_SECONDS)->seal();
  zone->add_route(guest.here->get_netpoint(), guest.there->get_netpoint(), nullptr, nullptr, {sg4::LinkInRoute(link)}, true);
}

}  // namespace

int main(int argc, char** argv) {
  sg4::Engine engine(&argc, argv);
  if (argc < 10 || (argc - 6) % 4 != 0) return 2;
  Setting s{std::strcmp(argv[1], "answer") == 0, std::atof(argv[2]), std::atof(argv[3]), std::atoi(argv[4]), std::atoi(argv[5]), {}};
  sg_vm_live_migration_plugin_init();
  sg4::NetZone* zone = sg4::create_full_zone("network");
  for (int i = 6; i < argc; i += 4) {
    Guest guest{std::atoi(argv[i]), std::atof(argv[i + 1]), std::atoi(argv[i + 2]), std::atoi(argv[i + 3]), nullptr, nullptr, nullptr};
    connect(zone, guest, std::to_string(i));
    s.guests.push_back(guest);
  }
  zone->seal();
  sg4::Actor::create("driver", s.guests[0].here, [&] { drive(s); });
  engine.run();
  return 0;
}
