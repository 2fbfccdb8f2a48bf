#pragma once

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <functional>
#include <string>

#include "tests/faults/destination.hpp"
#include "tests/faults/ledger.hpp"
#include "tests/faults/numbered_server.hpp"
#include "tests/support/cable.hpp"
#include "tests/support/stage.hpp"
#include "tests/support/temporary_folder.hpp"

namespace sluice::test {

struct TrialSettings {
  NumberedServerSettings server{};
  std::string connection{};               ///< further keys of the connection
  std::string sink{};                     ///< further keys of the sink
  std::string journal{};                  ///< further keys of the journal
  std::chrono::minutes settling_time{2};  ///< for a backlog, on a machine whose cores are all busy
};

struct Verdict {
  Account account;
  double recovery_seconds = 0;
  std::size_t lost_in_journal = 0;  ///< as the last gateway says
};

/// Gives the stage a gateway with a journal in this folder, the server's client.
void configure(Stage& stage, Destination& destination, const NumberedServer& server,
               const std::filesystem::path& journal, const TrialSettings& settings);

/// One run of a scenario: a numbered server, a gateway with a journal, a destination. The scenario
/// does the fault; the trial starts, kills and ends the gateway and keeps the ledger.
class Trial {
 public:
  /// The destination outlives it.
  Trial(Destination& destination, const TrialSettings& settings = {});

  /// The gateways come by this cable to the server, instead of straight.
  void reach_server_by(const Cable& cable);

  /// Each gateway has this connection too, to a server that sends nothing.
  void add_connection(const std::string& name, const std::string& url);

  [[nodiscard]] NumberedServer& server() { return server_; }
  [[nodiscard]] GatewayProcess& gateway() { return stage_.gateway(); }
  /// The folder of the journals.
  [[nodiscard]] std::filesystem::path journal() const { return folder_.path() / "journal"; }

  /// The command that becomes each gateway.
  void run_by(std::vector<std::string> command) { stage_.wrapper = std::move(command); }

  /// Starts a gateway and waits until the server has it as its client.
  void start();
  /// Waits until all that was sent is in the journal; the server is paused.
  void await_written();
  /// SIGKILL to the gateway, so long after it was asked how much it has written.
  void kill(std::chrono::milliseconds after = {});
  /// Starts a gateway and kills it so long after, wherever it is by then. The server is not paused.
  void kill_in_start(std::chrono::milliseconds after);
  /// Gives the gateway another configuration: the same with these further keys of the sink, and
  /// what `add` writes. It must follow that, or refuse it where `is_good` is false; its socket
  /// stays. Throws std::runtime_error otherwise.
  void reload(const std::string& sink, const std::function<void(Stage&)>& add, bool is_good);
  /// Gives the connection these further keys: a new one must take over, in mid-flow. The server
  /// takes two clients.
  void take_over(const std::string& connection);
  /// SIGTERM to the gateway. Throws std::runtime_error if it does not end with 0.
  void stop();
  /// Cuts the way from the server to the gateway, and waits until the gateway is back. What was
  /// under way in it was not received.
  void cut(Cable& from_server);
  /// Drops all packets on that way until the gateway has noticed it, and waits until it is back.
  void fall_silent(Cable& from_server);
  /// Makes the record of this event in the journal unreadable; no gateway runs.
  void damage(const SentEvent& event);
  /// Makes the journal's checkpoints unreadable; no gateway runs.
  void damage_checkpoints();
  /// From now on everything is well again. Waits until what was sent before has been delivered; the
  /// time is the recovery, in seconds.
  double recover();

  /// Ends the stream, lets the gateway deliver everything and ends it. Throws std::runtime_error if
  /// it does not end with 0, or if its counters do not add up.
  [[nodiscard]] Verdict finish();

 private:
  void reload(const TrialSettings& settings, const std::function<void(Stage&)>& add, bool is_good);
  /// The ledger's entry of a gateway that is about to end, with all that it surely has.
  void note_end();
  void begin_next_session();
  /// The server has a client that is a gateway of this trial.
  void begin_session();
  /// Waits until the server has the gateway as its client.
  void await_session();
  /// Waits until all that this gateway had, and was sent up to this place, has its outcome.
  void await_settled(std::size_t place);

  Destination& destination_;
  const TrialSettings settings_;
  NumberedServer server_;
  TemporaryFolder folder_;
  Stage stage_;
  Ledger ledger_;
  std::size_t sessions_ = 0;
  std::size_t begin_ = 0;    ///< place of the first event of the running gateway's session
  std::size_t earlier_ = 0;  ///< events that it had received in earlier sessions
  std::chrono::duration<double> recovery_{};
};

}  // namespace sluice::test
