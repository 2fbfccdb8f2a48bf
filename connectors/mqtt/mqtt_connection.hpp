#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "connectors/mqtt/connect_diagnosis.hpp"
#include "connectors/mqtt/mqtt_limits.hpp"
#include "connectors/mqtt/mqtt_link.hpp"
#include "gateway/core/backoff.hpp"
#include "gateway/telemetry/sparing_log.hpp"

namespace sluice::connectors {

/// How a connection was lost, or why it could not be made.
struct MqttLoss {
  bool soon = false;  ///< it stood, and ended soon after: perhaps for something that was sent on it
  std::string text{};
};

/// The sink or source that a connection serves; called on the loop's thread, and never from within
/// a call to the connection.
class MqttOwner {
 public:
  virtual void on_connected(bool session_kept) = 0;
  /// The connection was lost or could not be made, and another attempt will follow. All signals of
  /// the link were delivered before. A message without an acknowledgement will never get one.
  virtual void on_lost(const MqttLoss& loss) = 0;
  /// The answer to end(): all signals of the link were delivered, and no call follows.
  virtual void on_ended() = 0;
  /// What went wrong, with the broker's URL. Called from within calls to the connection, too.
  virtual void on_error(std::string /*text*/) {}
  /// Any other signal of the link.
  virtual void on_signal(const MqttSignal& signal) = 0;
  /// Every signal that waited was delivered.
  virtual void on_caught_up() {}

 protected:
  ~MqttOwner() = default;
};

/// Keeps a client connected to its broker: connects, logs the reason where that fails, and connects
/// again after each loss, later each time. The loop's thread only; nothing here waits for Paho or
/// for a name.
class MqttConnection final : private MqttReceiver {
 public:
  /// All references outlive the connection.
  struct Context {
    telemetry::Field owner;  ///< who is connected, for the log
    Loop& loop;
    const telemetry::Log& log;
    telemetry::SparingLog& sparing;
    std::shared_ptr<MqttKeeper> keeper{};  ///< null where nobody keeps messages
  };

  /// `broker` outlives it. Throws std::runtime_error that names the setting that cannot be used.
  MqttConnection(const MqttAccess& broker, MqttClient client, Context context, MqttOwner& owner);

  /// Begins to connect, at first and after on_ended.
  void open();

  /// Ends the connection, and all attempts; on_ended follows.
  void end();

  /// Says goodbye to the broker, if connected, when this is destroyed.
  void say_goodbye() noexcept;

  /// Ends the connection for a reason, and connects again later.
  void reopen(std::string_view what, std::string_view why);

  /// To be called when the broker has granted a request. After the next loss, the delay between
  /// attempts begins at its smallest again.
  void is_good() noexcept { reopen_after_.reset(); }

  [[nodiscard]] bool connected() const noexcept { return connected_; }

  /// While connected.
  [[nodiscard]] MqttLink& link() noexcept { return *link_; }  // echoes are numbered from 1
  [[nodiscard]] const MqttLimits& limits() const noexcept { return limits_; }

 private:
  void take_socket(const Result<int>& socket);
  void on_signals(std::span<const MqttSignal> signals) override;
  void take(const MqttSignal& signal);
  void enter_connected(const MqttSignal& signal);
  void fail_to_connect(const std::string& refusal);
  void take_diagnosis(const std::string& fault);
  void keep_alive();
  void lose(const MqttSignal& loss);
  void try_again_later(MqttLoss loss);
  void report_error(std::string_view address, std::string_view text);
  void end_link();
  void finish();
  MqttReceiver& receiver() noexcept { return *this; }

  const MqttAccess& broker_;
  const config::Url endpoint_;
  const MqttClient client_;
  Context context_;
  MqttOwner& owner_;
  std::string address_;  ///< of the broker: the one that the last attempt was made with
  std::optional<MqttLink> link_;
  std::optional<ConnectDiagnosis> diagnosis_;
  MqttLimits limits_;
  MqttLoss loss_;  ///< reported when the link has ended
  Random random_;
  Backoff reopen_after_{Duration{500}, Duration{30'000}};
  Time connected_at_{};
  int brief_ = 0;  ///< connections in a row that were lost soon
  Loop::Handle dial_;
  Loop::Handle deadline_;
  Loop::Handle silence_;  ///< while the broker wants to hear from us more often than Paho pings
  Loop::Handle ended_;    ///< while the link, if any, is ending
  Loop::Handle retry_;
  bool connected_ = false;
  bool leaving_ = false;  ///< the owner asked for the end
};

}  // namespace sluice::connectors
