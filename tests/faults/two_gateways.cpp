#include <stdexcept>

#include "tests/faults/chance.hpp"
#include "tests/faults/outcomes.hpp"
#include "tests/faults/scenario.hpp"

// Two gateways with one configuration on the same channels. One is killed at a random instant and
// started again, then the other, in turns: of what was sent while one lived nothing is lost, and
// who takes each event where it comes first has every channel in its order. For that order, one
// that has come back hears nothing new until the other has delivered what came before.
namespace sluice::test {
namespace {

constexpr int kills = 8;
constexpr int seed = 30;

class Twin {
 public:
  Twin(Destination& destination, NumberedServer& server, const TrialSettings& settings)
      : server_(server) {
    configure(stage_, destination, server, folder_.path() / "journal", settings);
  }

  /// The server is paused when it returns.
  void start() {
    const std::size_t before = server_.clients().size();
    stage_.launch().wait_started();
    server_.await_client(before + 1);
    begin_ = server_.clients().back();
  }

  /// SIGKILL so long after it was asked how much it has written.
  void kill(std::chrono::milliseconds after, std::vector<Share>& shares) {
    const std::size_t written = count_of(gateway(), "sluice_journal_written_total");
    shares.push_back({.begin = begin_, .end = begin_ + written});
    test::kill(gateway(), after);
  }

  /// Waits until all that it was sent has its outcome; the server is paused.
  void settle() {
    await_outcomes(gateway(), server_.sent_count() - begin_, std::chrono::minutes{2});
  }

  /// The same, and ends it.
  void end(std::vector<Share>& shares) {
    settle();
    check_balance(gateway());
    shares.push_back({.begin = begin_, .end = server_.sent_count()});
    end_well(gateway());
  }

 private:
  [[nodiscard]] GatewayProcess& gateway() { return stage_.gateway(); }

  NumberedServer& server_;
  TemporaryFolder folder_;
  Stage stage_;
  std::size_t begin_ = 0;  ///< place of the first event of its process
};

Verdict kill_in_turns(BrokerDestination& destination) {
  const TrialSettings settings{.server = {.clients = 2, .pauses_for_clients = true}};
  NumberedServer server{settings.server};
  Twin first{destination, server, settings};
  Twin second{destination, server, settings};
  first.start();
  second.start();
  Chance chance{seed};
  std::vector<Share> shares;
  for (int i = 0; i < kills; ++i) {
    Twin& victim = i % 2 == 0 ? first : second;
    Twin& other = i % 2 == 0 ? second : first;
    server.resume();
    server.await_more(static_cast<std::size_t>(chance.between(1, 4000)));
    victim.kill(std::chrono::milliseconds{chance.between(0, 10)}, shares);
    server.await_more(static_cast<std::size_t>(chance.between(1, 4000)));
    victim.start();
    other.settle();
  }
  server.resume();
  server.await_more(4000);
  server.pause();
  const auto start = std::chrono::steady_clock::now();
  first.settle();
  second.settle();
  const std::chrono::duration<double> recovery = std::chrono::steady_clock::now() - start;
  if (server.clients().size() != kills + 2) {
    throw std::runtime_error("a gateway connected again, and nobody had cut it off");
  }
  first.end(shares);
  second.end(shares);
  const Ledger ledger{.sent = server.sent(),
                      .kills = outside(shares, server.sent_count()),
                      .refused = {},
                      .damaged = {}};
  return {account_of(ledger, destination.arrivals()), recovery.count()};
}

}  // namespace

std::vector<Scenario> two_gateways_scenarios() {
  return on_both("two_gateways", kill_in_turns);
}

}  // namespace sluice::test
