#pragma once

#include <future>
#include <memory>
#include <string>
#include <thread>

#include "config/url.hpp"
#include "connectors/mqtt/mqtt_access.hpp"
#include "connectors/mqtt/mqtt_inbox.hpp"

namespace sluice::connectors {

/// Finds out why a connection could not be made, since Paho only says that it could not: it tries
/// the same itself, on a thread of its own, and says in the system's and OpenSSL's words whether
/// the name is unknown, the port closed, or the certificate expired, self-signed, another host's.
class ConnectDiagnosis {
 public:
  /// The receiver gets one signal `diagnosed`.
  ConnectDiagnosis(const config::Url& endpoint, const BrokerTls& tls, Loop& loop,
                   MqttReceiver& receiver);
  /// Ends the attempt. A thread that hangs in a name lookup is left to end by itself.
  ~ConnectDiagnosis();
  ConnectDiagnosis(const ConnectDiagnosis&) = delete;
  ConnectDiagnosis& operator=(const ConnectDiagnosis&) = delete;

 private:
  std::shared_ptr<MqttInbox> inbox_;
  std::shared_ptr<const int> cancel_;
  std::future<void> ended_;
  std::thread thread_;
};

/// The attempt itself: what is wrong, or empty. Ends early when `cancel` becomes readable.
[[nodiscard]] std::string diagnose_connection(const config::Url& endpoint, const BrokerTls& tls,
                                              int cancel);

}  // namespace sluice::connectors
