#include <gtest/gtest.h>

#include <deque>
#include <source_location>
#include <string>
#include <vector>

#include "gateway/relay/outbox.hpp"
#include "tests/support/seeded_random.hpp"
#include "tests/unit/relay/outbox_fixture.hpp"

namespace sluice::relay {
namespace {

constexpr Window window{.records = 8, .bytes = 12'000};
constexpr int losses_max = 3;

struct Numbered {
  std::size_t number;
  std::size_t bytes;
  int losses = 0;  ///< of which it was a suspect
};

std::size_t sum(const std::deque<Numbered>& records) {
  std::size_t bytes = 0;
  for (const Numbered& record : records) bytes += record.bytes;
  return bytes;
}

// A payload that says its number and has its own letter.
std::string payload_of(const Numbered& record) {
  std::string text = std::to_string(record.number) + ';';
  text.resize(record.bytes, static_cast<char>('a' + record.number % 26));
  return text;
}

/// The outbox as it is meant: two plain queues.
struct Model {
  void offer(Numbered record) {
    if (record.bytes > settings.max_bytes) return void(++too_large);
    if (settings.when_full == OverflowPolicy::drop_oldest && fits_beside(in_flight, record)) {
      for (; !fits(record); ++oldest) waiting.pop_front();
    }
    if (settings.when_full != OverflowPolicy::block && !fits(record)) return void(++newest);
    waiting.push_back(record);
  }
  [[nodiscard]] bool fits(const Numbered& record) const {
    std::deque<Numbered> all = waiting;
    all.insert(all.end(), in_flight.begin(), in_flight.end());
    return fits_beside(all, record);
  }
  [[nodiscard]] bool fits_beside(const std::deque<Numbered>& others, const Numbered& record) const {
    return others.size() < settings.max_records && sum(others) + record.bytes <= settings.max_bytes;
  }
  [[nodiscard]] bool may_submit() const {
    if (waiting.empty() || in_flight.empty()) return !waiting.empty();
    const auto is_suspect = [](const Numbered& one) { return one.losses >= losses_max; };
    return !is_suspect(waiting.front()) && !is_suspect(in_flight.front()) &&
           in_flight.size() < window.records &&
           sum(in_flight) + waiting.front().bytes <= window.bytes;
  }
  /// Of what is in flight, the one with this number; none: the oldest.
  void lose(bool blamed, std::size_t suspect) {
    if (blamed && !in_flight.empty()) {
      if (in_flight.front().losses >= losses_max) {
        ++rejected;
        return in_flight.clear();
      }
      for (Numbered& one : in_flight) {
        if (suspect == 0 || one.number == suspect) {
          ++one.losses;
          break;
        }
      }
    }
    waiting.insert(waiting.begin(), in_flight.begin(), in_flight.end());
    in_flight.clear();
  }

  OutboxSettings settings;
  std::deque<Numbered> waiting;
  std::deque<Numbered> in_flight;
  std::size_t oldest = 0;
  std::size_t newest = 0;
  std::size_t too_large = 0;
  std::size_t rejected = 0;
};

/// Borrows the bytes until the outcome, as a real sink does, and compares them then. What the
/// outbox submits must be the front of the model's queue.
struct ModelSink final : Sink {
  explicit ModelSink(Model& of) : model(of) {}

  Admission submit(const Record& record, Ticket ticket) noexcept override {
    if (is_full) return Admission::full;
    if (!model.may_submit()) {
      ADD_FAILURE() << "submitted beyond the window, beside a suspect, or what nobody offered";
      return Admission::full;
    }
    const Numbered next = model.waiting.front();
    model.waiting.pop_front();
    EXPECT_EQ(record.payload, payload_of(next));
    if (next.number % 17 == 0) {
      ++model.rejected;
      return Admission::rejected;
    }
    model.in_flight.push_back(next);
    held.push_back({next, record, ticket});
    return Admission::accepted;
  }
  Window window() const noexcept override { return relay::window; }
  void abandon() noexcept override {}

  struct Held {
    Numbered what;
    Record record;
    Ticket ticket;
  };
  Model& model;
  std::deque<Held> held;
  bool is_full = false;
};

/// An outbox and its model through the same random things.
struct OutboxPlay : OutboxDriver {
  OutboxPlay(test::SeededRandom& numbers, const OutboxSettings& settings) : random(numbers) {
    model.settings = settings;
    outbox = std::make_unique<Outbox>(settings, loop, probe);
    outbox->attach(model_sink);
  }
  void offer_next(std::size_t bytes) {
    const Numbered record{++offered, bytes};
    random.note("offers {} with {} bytes", record.number, bytes);
    model.offer(record);
    text::Writer out = outbox->begin(bytes + random() % 64);
    outbox->commit(write_record(out, "", "", payload_of(record)), {});
  }
  void settle_one() {
    if (model_sink.held.empty()) return;
    const std::size_t nth = random() % model_sink.held.size();
    const ModelSink::Held held = model_sink.held[nth];
    ASSERT_EQ(held.record.payload, payload_of(held.what));
    model_sink.held.erase(model_sink.held.begin() + static_cast<std::ptrdiff_t>(nth));
    std::erase_if(model.in_flight,
                  [&](const Numbered& one) { return one.number == held.what.number; });
    const bool succeeds = random() % 3 > 0;
    random.note("{} is {}", held.what.number, succeeds ? "delivered" : "rejected");
    if (succeeds) {
      ++delivered;
      outbox->on_delivered(held.ticket);
    } else {
      ++model.rejected;
      outbox->on_rejected(held.ticket, {});
    }
  }
  void lose() {
    Loss loss;
    std::vector<Ticket> suspects;
    std::size_t suspect = 0;
    if (random() % 4 > 0) loss.blame = Blame::a_record;
    if (random() % 2 == 0 && !model_sink.held.empty()) {
      const ModelSink::Held& held = model_sink.held[random() % model_sink.held.size()];
      suspect = held.what.number;
      suspects.push_back(held.ticket);
    }
    random.note("is lost{}; suspect: {}", loss.blame == Blame::nothing ? "" : " by a record",
                suspect);
    loss.suspects = suspects;
    model.lose(loss.blame != Blame::nothing, suspect);
    model_sink.held.clear();
    model_sink.is_full = true;
    outbox->on_lost(loss);
  }
  void tell_ready() {
    random.note("is ready");
    model_sink.is_full = false;
    outbox->on_sink_ready();
  }
  void compare() {
    const std::size_t bytes = sum(model.waiting) + sum(model.in_flight);
    const std::size_t held = model.waiting.size() + model.in_flight.size();
    ASSERT_EQ(probe.records.value(), static_cast<std::int64_t>(held));
    ASSERT_EQ(probe.bytes.value(), static_cast<std::int64_t>(bytes));
    ASSERT_EQ(probe.in_flight.value(), static_cast<std::int64_t>(model.in_flight.size()));
    ASSERT_EQ(dropped(DropReason::outbox_full_oldest), model.oldest);
    ASSERT_EQ(dropped(DropReason::outbox_full_newest), model.newest);
    ASSERT_EQ(dropped(DropReason::too_large), model.too_large);
    ASSERT_EQ(settled(Outcome::delivered), delivered);
    ASSERT_EQ(settled(Outcome::rejected), model.rejected);
    ASSERT_TRUE(model_sink.is_full || !model.may_submit());
    ASSERT_EQ(probe.offered.value(), offered);
    ASSERT_EQ(accounted_for(), offered);
    ASSERT_EQ(outbox->drained(), held == 0);
    const bool crowded =
        held * 4 > model.settings.max_records * 3 || bytes > model.settings.max_bytes / 4 * 3;
    blocked = model.settings.when_full == OverflowPolicy::block &&
              (blocked ? crowded : !model.fits({0, 1}));
    ASSERT_EQ(outbox->wants_events(), !blocked);
  }
  void make_trouble() {
    switch (random() % 4) {
      case 0:
        return lose();
      case 1:
        random.note("is full");
        model_sink.is_full = true;
        return;
      default:
        return tell_ready();
    }
  }
  // Busy and quiet times take turns, so that the outbox is empty now and then, and full.
  void run(int steps, std::size_t largest) {
    for (int step = 0; step < steps; ++step) {
      const std::size_t offers_in_ten = step / 200 % 2 == 0 ? 6 : 2;
      const std::size_t dice = random() % 10;
      if (dice < offers_in_ten) {
        offer_next(1 + random() % largest);
      } else if (dice < 9) {
        settle_one();
      } else {
        make_trouble();
      }
      ASSERT_NO_FATAL_FAILURE(compare()) << "step " << step;
    }
    while (!outbox->drained()) {
      settle_one();
      tell_ready();
      ASSERT_NO_FATAL_FAILURE(compare());
    }
  }

  test::SeededRandom& random;
  Model model;
  ModelSink model_sink{model};
  std::size_t offered = 0;
  std::uint64_t delivered = 0;
  bool blocked = false;
};

struct OutboxModelTest : testing::TestWithParam<OverflowPolicy> {
  static void play(OutboxSettings settings, std::size_t largest,
                   std::source_location caller = std::source_location::current()) {
    settings.when_full = GetParam();
    test::for_each_seed(
        40,
        [&](test::SeededRandom& random) {
          OutboxPlay play{random, settings};
          play.run(5'000, largest);
          play.expect_conserved();
        },
        caller);
  }
};

TEST_P(OutboxModelTest, BehavesLikeTwoPlainQueuesBoundedByRecords) {
  play({.max_records = 30, .max_bytes = 1024 * 1024}, 300);
}

TEST_P(OutboxModelTest, BehavesLikeTwoPlainQueuesBoundedByBytes) {
  play({.max_records = 1000, .max_bytes = 64 * 1024}, 6000);
}

TEST_P(OutboxModelTest, BehavesLikeTwoPlainQueuesWhenSomeRecordsAreTooLarge) {
  play({.max_records = 1000, .max_bytes = 20'000}, 22'000);
}

INSTANTIATE_TEST_SUITE_P(All, OutboxModelTest,
                         testing::Values(OverflowPolicy::drop_oldest, OverflowPolicy::drop_newest,
                                         OverflowPolicy::block),
                         [](const auto& each) -> std::string {
                           switch (each.param) {
                             case OverflowPolicy::drop_oldest:
                               return "DropOldest";
                             case OverflowPolicy::drop_newest:
                               return "DropNewest";
                             case OverflowPolicy::block:
                               return "Block";
                           }
                           return "";
                         });

}  // namespace
}  // namespace sluice::relay
