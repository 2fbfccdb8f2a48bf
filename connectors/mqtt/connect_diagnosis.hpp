#pragma once

#include <memory>
#include <string>

#include "config/url.hpp"
#include "connectors/mqtt/mqtt_access.hpp"
#include "connectors/mqtt/mqtt_inbox.hpp"
#include "connectors/mqtt/sockets.hpp"

namespace sluice::connectors {

/// Finds out why a connection could not be made, since Paho gives no reason. An errand connects to
/// the same address and reports the fault in the words of the system or of OpenSSL: the port is
/// closed, or the certificate is expired, self-signed or for another host. It looks up no name, so
/// it can be ended at any time.
class ConnectDiagnosis {
 public:
  /// The receiver gets one signal `diagnosed`.
  ConnectDiagnosis(const config::Url& endpoint, const std::string& address, const BrokerTls& tls,
                   Loop& loop, MqttReceiver& receiver);
  /// Ends the attempt, without waiting for that.
  ~ConnectDiagnosis();
  ConnectDiagnosis(const ConnectDiagnosis&) = delete;
  ConnectDiagnosis& operator=(const ConnectDiagnosis&) = delete;

  /// The address that was tried, which the next attempt may not use.
  [[nodiscard]] const std::string& address() const noexcept { return address_; }

 private:
  const std::string address_;
  std::shared_ptr<MqttInbox> inbox_;
  std::shared_ptr<Descriptor> cancel_;
};

/// The attempt itself: the fault, or empty. Ends early when `cancel` becomes readable.
[[nodiscard]] std::string diagnose_connection(const config::Url& endpoint,
                                              const std::string& address, const BrokerTls& tls,
                                              int cancel);

}  // namespace sluice::connectors
