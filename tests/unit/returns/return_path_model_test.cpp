#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>
#include <string_view>

#include "tests/support/seeded_random.hpp"
#include "tests/unit/returns/return_path_fixture.hpp"

namespace sluice::returns {
namespace {

constexpr WindowSettings small_window{.max_messages = 20, .max_bytes = 2000};

/// Brokers and servers of every mood: messages come as long as the source is not paused, and a few
/// after that; outcomes come in any order; now and then messages are withdrawn, and their tickets
/// given out again.
struct ReturnPathPlay : ReturnPathDriver {
  explicit ReturnPathPlay(test::SeededRandom& numbers) : random(numbers) {
    ReturnRule shared = to_channel("private-{key}");
    shared.connections = {ConnectionId{0}, ConnectionId{1}};
    shared.dead_letter = DeadLetterTopic{SinkId{0}, "dead"};
    ReturnRule picky = to_channel("presence-{key}");
    picky.key_glob = "a";
    start({shared, picky}, small_window);
  }
  void receive_next() {
    const std::uint64_t ticket = free_ticket();
    const std::string_view key = std::string_view{"abcd"}.substr(random() % 4, 1);  // lives on
    std::string payload = std::to_string(++received);
    if (random() % 20 == 0) payload += '\xFF';
    payload.resize(payload.size() + random() % 100, ' ');
    random.note("receives {} as {}, key {}", received, ticket, key);
    const auto place = held.emplace(ticket, payload).first;
    receive(ticket, place->second, key);
    forget_settled();
  }
  std::uint64_t free_ticket() {
    std::uint64_t ticket = 1;
    while (held.contains(ticket)) ++ticket;
    return ticket;
  }
  /// Each settled once, and its bytes with it: the sanitizers see who still reads them.
  void forget_settled() {
    for (const std::uint64_t ticket : source.settled) {
      ASSERT_EQ(held.erase(ticket), 1U) << "settled twice, or never given";
    }
    source.settled.clear();
  }
  void withdraw_one() {
    if (held.empty()) return;
    const auto victim = std::next(held.begin(), static_cast<int>(random() % held.size()));
    random.note("{} is withdrawn", victim->first);
    path->on_withdrawn(Ticket{victim->first});
    held.erase(victim);
  }
  void conclude_one() {
    RecordingOutlet& outlet = outlets[random() % 2];
    if (outlet.given.empty()) return;
    const auto nth = static_cast<std::ptrdiff_t>(random() % outlet.given.size());
    const RecordingOutlet::Given one = outlet.given[static_cast<std::size_t>(nth)];
    outlet.given.erase(outlet.given.begin() + nth);
    ReturnOutcome outcome;
    if (random() % 4 == 0)
      outcome.loss = static_cast<ReturnLoss>(random() % enum_count<ReturnLoss>);
    random.note("{} of {} {}", one.event.data, one.event.channel,
                outcome.loss ? to_string(*outcome.loss) : "is published");
    one.done(outcome);
    forget_settled();
  }
  void deliver_dead_letters() {
    random.note("delivers {} dead letters", sink.got.size());
    for (const auto& letter : sink.got) outbox.on_delivered(letter.ticket);
    sink.got.clear();
    forget_settled();
    path->on_outbox_wants_events();
  }
  /// Events of one channel reach one outlet, in the order their messages came.
  void check_new_events() {
    for (std::size_t i = 0; i < outlets.size(); ++i) {
      for (const auto& [event, done] : outlets[i].given) {
        const int number = std::stoi(event.data);
        if (!seen.insert({event.channel, number}).second) continue;
        ASSERT_EQ(outlet_of.emplace(event.channel, i).first->second, i);
        ASSERT_GT(number, std::exchange(last_of[event.channel], number));
      }
    }
  }
  void check() {
    check_new_events();
    std::size_t bytes = 0;
    for (const auto& [ticket, payload] : held) bytes += payload.size() + std::string{"cmdk"}.size();
    ASSERT_EQ(path_probe.pending.value(), static_cast<std::int64_t>(held.size()));
    const bool full = held.size() >= small_window.max_messages || bytes >= small_window.max_bytes;
    if (full || !outbox.wants_events()) {
      ASSERT_TRUE(source.paused);
    } else if (held.size() <= small_window.max_messages / 2 &&
               bytes <= small_window.max_bytes / 2) {
      ASSERT_FALSE(source.paused);
    }
    for (const auto& probe : probes) ASSERT_EQ(probe.received.value(), accounted_for(probe));
  }

  void step() {
    const std::size_t dice = random() % 100;
    if (dice < 45) {
      if (!source.paused || random() % 20 == 0) receive_next();
    } else if (dice < 94) {
      conclude_one();
    } else if (dice < 96) {
      withdraw_one();
    } else {
      deliver_dead_letters();
    }
  }
  void run(int steps) {
    for (int i = 0; i < steps; ++i) {
      step();
      ASSERT_NO_FATAL_FAILURE(check()) << "step " << i;
    }
    while (!outlets[0].given.empty() || !outlets[1].given.empty()) conclude_one();
    deliver_dead_letters();
    EXPECT_TRUE(has_settled_all());
    EXPECT_TRUE(held.empty());
    for (const auto& probe : probes) EXPECT_EQ(probe.pending.value(), 0);
    EXPECT_GT(received, 250);
  }

  test::SeededRandom& random;
  int received = 0;
  std::map<std::uint64_t, std::string> held;  ///< payloads, by the tickets given out
  std::set<std::pair<std::string, int>> seen;
  std::map<std::string, std::size_t> outlet_of;
  std::map<std::string, int> last_of;
};

TEST(ReturnPathModelTest, LosesCountsAndReordersNothing) {
  test::for_each_seed(40, [](test::SeededRandom& random) {
    ReturnPathPlay play{random};
    play.run(5'000);
    play.expect_conserved();
  });
}

}  // namespace
}  // namespace sluice::returns
