#pragma once

#include <deque>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/auth_endpoint.hpp"
#include "tests/support/config_draft.hpp"
#include "tests/support/driver.hpp"
#include "tests/support/gateway_process.hpp"
#include "tests/support/kafka_broker.hpp"
#include "tests/support/mosquitto.hpp"
#include "tests/support/mqtt_listener.hpp"
#include "tests/support/publisher.hpp"
#include "tests/support/soketi.hpp"

namespace sluice::test {

/// A connection in the configuration of a stage.
class StagedConnection {
 public:
  explicit StagedConnection(ConfigSection& section) : section_{section} {}

  /// The channels with commas between them.
  StagedConnection& channels(const std::string& names) { return with("channels: [" + names + "]"); }
  /// The gateway signs with the app's secret; `more` are further keys of `auth`.
  StagedConnection& signs(const std::string& more = "");
  /// The gateway asks this endpoint; `more` are further keys of `auth`.
  StagedConnection& asks(const AuthEndpoint& endpoint, const std::string& more = "");
  /// Another way to the server than its own port.
  StagedConnection& at(const std::string& url);
  /// Further keys, as `reconnect: {initial: 50ms}`.
  StagedConnection& with(const std::string& keys);

 private:
  ConfigSection& section_;
};

/// A gateway among real parts of one test's own. Each part starts where it is first named. The
/// configuration is written section by section, and each section knows the address of its part.
/// In further keys these stand for the parts: ${CHANNELS}, ${APP_ID}, ${APP_KEY}, ${APP_SECRET},
/// ${AUTH}, ${MQTT} and ${KAFKA}.
class Stage {
 public:
  /// The app of the Channels server.
  explicit Stage(ChannelsApp app = {}) : app_{std::move(app)} {}

  Driver& driver();
  Soketi& server();
  /// Publishes to the server.
  Publisher& publisher();
  /// Authorises for the server.
  AuthEndpoint& auth();
  /// The MQTT broker. With it comes its listener, so that nothing is missed.
  Mosquitto& broker();
  /// Everything that the MQTT broker gets.
  MqttListener& listener();
  KafkaBroker& kafka_broker();

  /// A connection to the server.
  StagedConnection connection(const std::string& name);
  /// A connection to a server that is no part of the stage.
  StagedConnection connection(const std::string& name, const std::string& url,
                              const std::string& key);

  // A sink each, for the stage's own broker or another.
  ConfigSection& mqtt(const std::string& name);
  ConfigSection& mqtt(const std::string& name, const std::string& url);
  ConfigSection& kafka(const std::string& name);
  ConfigSection& kafka(const std::string& name, const std::string& address);
  /// Writes each record as a line of JSON to the gateway's log().
  ConfigSection& lines(const std::string& name);

  ConfigSection& route(const std::string& sink, const std::string& topic);

  // A source each, of the stage's own broker.
  ConfigSection& mqtt_source(const std::string& name, const std::string& topics);
  ConfigSection& kafka_source(const std::string& name, const std::string& topics);
  /// Of another broker.
  ConfigSection& kafka_source(const std::string& name, const std::string& topics,
                              const std::string& address);

  /// A return; `connections` is one name or several in brackets.
  ConfigSection& way_back(const std::string& source, const std::string& connections);

  /// A key of the top level, as `shards: 1`.
  void key(const std::string& line) { draft_.key(line); }
  /// `admin.ready`, as `{sinks: none}`.
  void ready(const std::string& needs) { ready_ = needs; }
  /// Starts the configuration anew. Parts and gateways stay as they are.
  void clear();

  /// Runs a gateway with the configuration and waits until it is ready and its sources are up.
  GatewayProcess& start();
  /// Runs one and waits for nothing.
  GatewayProcess& launch();
  /// Gives the last one that was started the configuration as it is now; it reads it when told to.
  void rewrite() { gateways_.back().rewrite(draft_.yaml()); }
  /// The last one that was started.
  GatewayProcess& gateway() { return gateways_.back(); }
  /// Every gateway of this stage has this in its environment.
  std::map<std::string, std::string> environment;
  /// The stream of each gateway of this stage that nobody reads.
  Unread unread = Unread::nothing;
  /// The command that becomes each gateway of this stage, as `env`; none by default.
  std::vector<std::string> wrapper;

 private:
  ConfigSection& sink(const std::string& name, const std::string& type);
  ConfigSection& source(const std::string& name, const std::string& type,
                        const std::string& topics);
  [[nodiscard]] std::map<std::string, std::string> addresses() const;

  ChannelsApp app_;
  ConfigDraft draft_;
  std::string ready_;
  std::deque<std::string> sources_;
  std::optional<Driver> driver_;
  std::optional<Soketi> server_;
  std::optional<Mosquitto> broker_;
  std::optional<KafkaBroker> kafka_;
  std::optional<AuthEndpoint> auth_;
  std::optional<Publisher> publisher_;
  std::optional<MqttListener> listener_;
  std::deque<GatewayProcess> gateways_;
};

}  // namespace sluice::test
