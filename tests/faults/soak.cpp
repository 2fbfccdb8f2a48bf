#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>

#include "tests/faults/long_run.hpp"
#include "tests/faults/report.hpp"
#include "tests/faults/small_disk.hpp"
#include "tests/faults/trend.hpp"
#include "tests/support/free_port.hpp"

// soak MINUTES [--kafka] [--seed=N]: a random fault every 30 to 60 seconds under load.
namespace sluice::test {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr int rate = 1000;  ///< events a second
constexpr double mib = 1024 * 1024;

/// Where the records go, and the way there.
struct Target {
  BrokerDestination& destination;
  Cable& way;
  std::string sink;  ///< keys that let the client library notice a silent way soon
};

class Soak {
 public:
  Soak(Driver& driver, const Target& target, std::uint64_t seed)
      : broker_(target.destination),
        to_broker_(target.way),
        chance_(seed),
        trial_(broker_,
               {.server = {.rate = rate, .padding = 100},
                .connection = "activity_timeout: 4s, pong_timeout: 4s, handshake_timeout: 4s",
                .sink = "outbox: {max_records: 40000, when_full: block}, " + target.sink}),
        to_server_(driver, trial_.server().port()),
        disk_(trial_.journal(), "64m") {
    trial_.reach_server_by(to_server_);
    trial_.run_by(disk_.wrapper());
  }

  bool run(std::chrono::minutes length) {
    trial_.start();
    const auto end = Clock::now() + length;
    second_half_ = end - length / 2;
    do {
      await_load(chance_.between(30, 60));
      sample();
      do_fault(Clock::now() < second_half_);
    } while (Clock::now() < end);
    await_load(5);
    sample();
    const Verdict verdict = trial_.finish();
    print(fmt::format("minutes {}, faults {}, {}, recovery max {:.2f} s", length.count(), faults_,
                      figures_of(verdict.account), longest_));
    print(fmt::format(
        "memory {:.1f} MiB, {:+.2f} MiB/h over the {} samples of the second half; the last "
        "gateway lived {:.2f} h, descriptors {:.0f} at start, {:.0f} at end",
        memory_.last(), memory_.slope_an_hour(), memory_.count(), hours_, descriptors_.first(),
        descriptors_.last()));
    return holds(verdict.account);
  }

 private:
  struct Fault {
    const char* name;
    void (Soak::*act)();
  };

  void await_load(int some_seconds) {
    const seconds span{some_seconds};
    const auto until = Clock::now() + span;
    while (Clock::now() < until) trial_.server().await_more(rate / 10);
  }

  /// Only with `may_end_gateway` one that ends the process, whose memory is watched.
  void do_fault(bool may_end_gateway) {
    const int last = static_cast<int>(all.size()) - 1;
    const Fault& fault =
        all.at(static_cast<std::size_t>(chance_.between(may_end_gateway ? 0 : gateway_ends, last)));
    print(fmt::format("{:>7} sent, {}", trial_.server().sent_count(), fault.name));
    (this->*fault.act)();
    const double recovery = trial_.recover();
    longest_ = std::max(longest_, recovery);
    ++faults_;
    print(fmt::format("        recovered after {:.2f} s", recovery));
  }

  /// Of a gateway that has had some time since the last fault.
  void sample() {
    if (Clock::now() < second_half_) memory_.clear();
    hours_ = std::chrono::duration<double, std::ratio<3600>>{Clock::now() - begin_}.count();
    memory_.add(hours_, trial_.gateway().metric("process_resident_memory_bytes").value() / mib);
    descriptors_.add(hours_, trial_.gateway().metric("process_open_fds").value());
    print(fmt::format("        memory {:.1f} MiB, descriptors {:.0f}", memory_.last(),
                      descriptors_.last()));
  }

  void start_again() {
    trial_.start();
    begin_ = Clock::now();
    descriptors_.clear();
  }

  void kill_gateway() {
    trial_.kill(milliseconds{chance_.between(0, 10)});
    start_again();
  }

  void kill_in_starts() {
    trial_.kill(milliseconds{chance_.between(0, 10)});
    for (int i = 0; i < 3; ++i) trial_.kill_in_start(milliseconds{chance_.between(1, 600)});
    start_again();
  }

  void kill_with_backlog() {
    broker_.freeze();
    await_load(chance_.between(2, 6));
    trial_.kill(milliseconds{chance_.between(0, 10)});
    broker_.thaw();
    start_again();
  }

  void stop_gateway() {
    trial_.stop();
    start_again();
  }

  void freeze_gateway() {
    trial_.gateway().process().signal(SIGSTOP);
    await_load(chance_.between(1, 2));
    trial_.gateway().process().signal(SIGCONT);
  }

  void kill_broker() {
    broker_.kill();
    await_load(chance_.between(2, 10));
    broker_.start();
  }

  void freeze_broker() {
    broker_.freeze();
    await_load(chance_.between(2, 10));
    broker_.thaw();
  }

  void cut_broker() { to_broker_.cut(); }

  void silence_broker() {
    to_broker_.hold();
    trial_.gateway().wait_unready();
    await_load(chance_.between(1, 5));
    to_broker_.release();
  }

  void worsen(Cable& cable, const CableQuality& quality) {
    cable.be(quality);
    await_load(chance_.between(5, 10));
    cable.be({});
  }

  void slow_broker() { worsen(to_broker_, {.latency = milliseconds{chance_.between(50, 500)}}); }
  void narrow_broker() {
    worsen(to_broker_, {.bytes_per_second = chance_.between(20'000, 200'000)});
  }
  void slice_broker() { worsen(to_broker_, {.slice = chance_.between(1, 40)}); }

  void cut_server() { trial_.cut(to_server_); }
  void silence_server() { trial_.fall_silent(to_server_); }
  void slow_server() { worsen(to_server_, {.latency = milliseconds{chance_.between(50, 500)}}); }
  void slice_server() { worsen(to_server_, {.slice = chance_.between(1, 40)}); }

  void fill_disk() {
    broker_.freeze();
    disk_.fill();
    trial_.gateway().wait_metric("sluice_journal_full", {}, 1);
    broker_.thaw();
    await_load(chance_.between(1, 5));
    disk_.free();
    trial_.gateway().wait_metric_is("sluice_journal_full", {}, 0);
  }

  static constexpr int gateway_ends = 4;  ///< so many of them end the gateway
  static constexpr std::array<Fault, 17> all{{
      {"gateway killed", &Soak::kill_gateway},
      {"gateway killed, and in its next starts", &Soak::kill_in_starts},
      {"gateway killed with a backlog", &Soak::kill_with_backlog},
      {"gateway stopped", &Soak::stop_gateway},
      {"gateway frozen", &Soak::freeze_gateway},
      {"broker killed", &Soak::kill_broker},
      {"broker frozen", &Soak::freeze_broker},
      {"broker's connections reset", &Soak::cut_broker},
      {"silence from the broker", &Soak::silence_broker},
      {"latency to the broker", &Soak::slow_broker},
      {"little bandwidth to the broker", &Soak::narrow_broker},
      {"slices to the broker", &Soak::slice_broker},
      {"server's connection reset", &Soak::cut_server},
      {"silence from the server", &Soak::silence_server},
      {"latency from the server", &Soak::slow_server},
      {"slices from the server", &Soak::slice_server},
      {"full disk", &Soak::fill_disk},
  }};

  BrokerDestination& broker_;
  Cable& to_broker_;
  Chance chance_;
  Trial trial_;
  Cable to_server_;
  SmallDisk disk_;
  Clock::time_point begin_ = Clock::now();  ///< of the gateway that runs
  double hours_ = 0;                        ///< its age at the last sample
  Clock::time_point second_half_;
  Trend memory_;  ///< its, in MiB, in the second half
  Trend descriptors_;
  int faults_ = 0;
  double longest_ = 0;  ///< recovery, seconds
};

bool run(const LongRun& wanted) {
  const std::chrono::minutes length{wanted.count};
  Driver driver;
  if (!wanted.kafka) {
    MqttDestination destination;
    Cable way{driver, destination.port()};
    destination.reach_by(way.port());
    return Soak{driver, {destination, way, "keep_alive: 2s, connect_timeout: 2s"}, wanted.seed}.run(
        length);
  }
  const auto port = free_port();
  Cable way{driver, port};
  KafkaBroker broker{{.port = port, .advertised_port = way.port()}};
  KafkaDestination destination{broker, "out"};
  return Soak{driver,
              {destination, way,
               "properties: {socket.timeout.ms: \"2000\", "
               "socket.connection.setup.timeout.ms: \"2000\"}"},
              wanted.seed}
      .run(length);
}

}  // namespace
}  // namespace sluice::test

int main(int count, char** arguments) {
  return sluice::test::run_long("soak MINUTES [--kafka] [--seed=N]",
                                {arguments + 1, arguments + count}, sluice::test::run);
}
