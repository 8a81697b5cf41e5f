/*
 * A fleet of fluid guests in SimGrid: its solver shares the links, an actor per guest sends the rounds of Xen 4.10's policy.
 *
 * Reads from standard input, separated by white space:
 *   HOSTS     then for each host: bytes per second of its card in each direction
 *   GUESTS PARALLEL LIMIT_BYTES_PER_S   then for each guest, in the order of the plan:
 *             from to memory_bytes dirty_bytes_per_s region_bytes page_bytes
 * LIMIT 0 stands for none. Prints for each guest the seconds at which its migration begins and ends, and the bytes that it sent.
 * A guest dirties min(rate x t, region) bytes in t seconds. Up to five live rounds; one with less than 50 dirty pages is the last; what it
 * dirties is sent once the guest is suspended (send_memory_live and simple_precopy_policy of xg_sr_save.c).
 */
#include <simgrid/s4u.hpp>

#include <algorithm>
#include <cstdio>
#include <iostream>
#include <string>
#include <vector>

namespace sg4 = simgrid::s4u;

namespace {

constexpr int ROUNDS_MOST = 5;
constexpr double FEW_PAGES = 50;
/* Less than a byte is not sent: SimGrid takes it for nothing. */
constexpr double LEAST_BYTES = 1;

struct Guest {
  int from, to;
  double memory_bytes, dirty_bytes_per_second, region_bytes, page_bytes;
  double begin_seconds = 0, end_seconds = 0, sent_bytes = 0;
};

class Copy {
public:
  Copy(Guest& guest, double limit, std::string mailbox) : guest_(guest), limit_(limit), mailbox_(std::move(mailbox)) {}

  void run() {
    guest_.begin_seconds = sg4::Engine::get_clock();
    double bytes = guest_.memory_bytes;
    for (int round = 1;; round++) {
      const bool is_last = round > 1 && bytes < FEW_PAGES * guest_.page_bytes;
      bytes = dirtied_while_sending(bytes);
      if (is_last || round == ROUNDS_MOST) break;
    }
    dirtied_while_sending(bytes);
    guest_.end_seconds = sg4::Engine::get_clock();
  }

private:
  double dirtied_while_sending(double bytes) {
    const double before = sg4::Engine::get_clock();
    if (bytes >= LEAST_BYTES) {
      auto* box = sg4::Mailbox::by_name(mailbox_);
      auto comm = box->put_init(this, static_cast<uint64_t>(bytes + 0.5));
      if (limit_ > 0) comm->set_rate(limit_);
      comm->start();
      comm->wait();
      guest_.sent_bytes += bytes;
    }
    return std::min(guest_.dirty_bytes_per_second * (sg4::Engine::get_clock() - before), guest_.region_bytes);
  }

  Guest& guest_;
  double limit_;
  std::string mailbox_;
};

std::string host_name(int index) { return "host" + std::to_string(index); }

std::vector<sg4::Host*> build_hosts(const std::vector<double>& cards) {
  auto* zone = sg4::create_full_zone("fleet");
  std::vector<sg4::Host*> hosts;
  std::vector<std::pair<const sg4::Link*, const sg4::Link*>> links;
  for (size_t index = 0; index < cards.size(); index++) {
    const std::string name = host_name(static_cast<int>(index));
    hosts.push_back(zone->create_host(name, 1e9)->seal());
    const auto* up = zone->create_link(name + "-up", cards[index])->set_latency(0)->seal();
    const auto* down = zone->create_link(name + "-down", cards[index])->set_latency(0)->seal();
    links.emplace_back(up, down);
  }
  for (size_t from = 0; from < hosts.size(); from++)
    for (size_t to = 0; to < hosts.size(); to++)
      if (from != to)
        zone->add_route(hosts[from]->get_netpoint(), hosts[to]->get_netpoint(), nullptr, nullptr,
                        {sg4::LinkInRoute(links[from].first), sg4::LinkInRoute(links[to].second)}, false);
  zone->seal();
  return hosts;
}

void migrate_all(std::vector<Guest>& guests, const std::vector<sg4::Host*>& hosts, int parallel, double limit) {
  auto slots = sg4::Semaphore::create(parallel);
  sg4::Actor::create("plan", hosts[0], [&guests, &hosts, slots, limit] {
    for (size_t index = 0; index < guests.size(); index++) {
      slots->acquire();
      Guest& guest = guests[index];
      const std::string mailbox = "guest" + std::to_string(index);
      auto receiver = sg4::Actor::create(mailbox + "-in", hosts[guest.to], [mailbox] {
        for (;;) sg4::Mailbox::by_name(mailbox)->get<void>();
      });
      receiver->daemonize();
      sg4::Actor::create(mailbox + "-out", hosts[guest.from], [&guest, limit, mailbox, slots] {
        Copy(guest, limit, mailbox).run();
        slots->release();
      });
    }
  });
}

} // namespace

int main(int argc, char** argv) {
  sg4::Engine engine(&argc, argv);
  /* The bare max-min solver: no share of the bandwidth lost, no slow start, no window of TCP. */
  for (const char* setting : {"network/model:CM02", "network/bandwidth-factor:1", "network/latency-factor:1", "network/weight-S:0",
                              "network/TCP-gamma:0", "network/crosstraffic:0"})
    sg4::Engine::set_config(setting);
  size_t host_count = 0;
  std::cin >> host_count;
  std::vector<double> cards(host_count);
  for (double& card : cards) std::cin >> card;
  size_t guest_count = 0;
  int parallel = 0;
  double limit = 0;
  std::cin >> guest_count >> parallel >> limit;
  std::vector<Guest> guests(guest_count);
  for (Guest& g : guests)
    std::cin >> g.from >> g.to >> g.memory_bytes >> g.dirty_bytes_per_second >> g.region_bytes >> g.page_bytes;
  if (!std::cin) {
    std::fputs("simgrid-fleet: the description ends too early\n", stderr);
    return 2;
  }
  const auto hosts = build_hosts(cards);
  migrate_all(guests, hosts, parallel, limit);
  engine.run();
  for (const Guest& g : guests) std::printf("%.17g %.17g %.17g\n", g.begin_seconds, g.end_seconds, g.sent_bytes);
  return 0;
}
