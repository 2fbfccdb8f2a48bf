#include "tests/support/stage.hpp"

namespace sluice::test {

namespace {

std::string braces(const std::string& first, const std::string& more) {
  return "{" + first + (more.empty() ? "" : ", ") + more + "}";
}

}  // namespace

StagedConnection& StagedConnection::signs(const std::string& more) {
  return with("auth: " + braces("secret: \"${APP_SECRET}\"", more));
}

StagedConnection& StagedConnection::asks(const AuthEndpoint& endpoint, const std::string& more) {
  return with("auth: " + braces("endpoint: \"" + endpoint.url() + "\"", more));
}

StagedConnection& StagedConnection::at(const std::string& url) {
  section_.set("url", url);
  return *this;
}

StagedConnection& StagedConnection::with(const std::string& keys) {
  section_.with(keys);
  return *this;
}

Driver& Stage::driver() {
  return driver_ ? *driver_ : driver_.emplace();
}

Soketi& Stage::server() {
  return server_ ? *server_ : server_.emplace(std::nullopt, app_);
}

Publisher& Stage::publisher() {
  return publisher_ ? *publisher_ : publisher_.emplace(driver(), server());
}

AuthEndpoint& Stage::auth() {
  return auth_ ? *auth_ : auth_.emplace(driver(), app_);
}

Mosquitto& Stage::broker() {
  if (!broker_) {
    broker_.emplace();
    listener_.emplace(driver(), MqttListenerSettings{.url = broker_->url()});
  }
  return *broker_;
}

MqttListener& Stage::listener() {
  broker();
  return *listener_;
}

KafkaBroker& Stage::kafka_broker() {
  return kafka_ ? *kafka_ : kafka_.emplace();
}

StagedConnection Stage::connection(const std::string& name) {
  server();
  return connection(name, "${CHANNELS}", "${APP_KEY}");
}

StagedConnection Stage::connection(const std::string& name, const std::string& url,
                                   const std::string& key) {
  ConfigSection& section = draft_.named("connections", name);
  section.set("url", url);
  section.set("key", key);
  return StagedConnection{section};
}

ConfigSection& Stage::sink(const std::string& name, const std::string& type) {
  ConfigSection& section = draft_.named("sinks", name);
  section.set("type", type);
  return section;
}

ConfigSection& Stage::mqtt(const std::string& name) {
  broker();
  return mqtt(name, "${MQTT}");
}

ConfigSection& Stage::mqtt(const std::string& name, const std::string& url) {
  ConfigSection& section = sink(name, "mqtt");
  section.set("url", url);
  return section;
}

ConfigSection& Stage::kafka(const std::string& name) {
  kafka_broker();
  return kafka(name, "${KAFKA}");
}

ConfigSection& Stage::kafka(const std::string& name, const std::string& address) {
  return sink(name, "kafka").with("brokers: [\"" + address + "\"]");
}

ConfigSection& Stage::lines(const std::string& name) {
  return sink(name, "stdout").with("show: record");
}

ConfigSection& Stage::route(const std::string& sink, const std::string& topic) {
  ConfigSection& section = draft_.item("routes");
  section.set("to", sink);
  section.set("topic", topic);
  return section;
}

ConfigSection& Stage::source(const std::string& name, const std::string& type,
                             const std::string& topics) {
  sources_.push_back(name);
  ConfigSection& section = draft_.named("sources", name);
  section.set("type", type);
  return section.with("topics: [" + topics + "]");
}

ConfigSection& Stage::mqtt_source(const std::string& name, const std::string& topics) {
  broker();
  ConfigSection& section = source(name, "mqtt", topics);
  section.set("url", "${MQTT}");
  return section;
}

ConfigSection& Stage::kafka_source(const std::string& name, const std::string& topics) {
  kafka_broker();
  return kafka_source(name, topics, "${KAFKA}");
}

ConfigSection& Stage::kafka_source(const std::string& name, const std::string& topics,
                                   const std::string& address) {
  return source(name, "kafka", topics).with("brokers: [\"" + address + "\"]");
}

ConfigSection& Stage::way_back(const std::string& source, const std::string& connections) {
  ConfigSection& section = draft_.item("returns");
  section.set("from", source);
  return section.with("to: " + connections);
}

void Stage::clear() {
  draft_ = {};
  sources_.clear();
  ready_.clear();
}

std::map<std::string, std::string> Stage::addresses() const {
  std::map<std::string, std::string> all{
      {"APP_ID", app_.id}, {"APP_KEY", app_.key}, {"APP_SECRET", app_.secret}};
  if (server_) all.emplace("CHANNELS", server_->url());
  if (auth_) all.emplace("AUTH", auth_->url());
  if (broker_) all.emplace("MQTT", broker_->url());
  if (kafka_) all.emplace("KAFKA", kafka_->address());
  return all;
}

GatewayProcess& Stage::launch() {
  GatewaySettings settings{.config = draft_.yaml(),
                           .ready = ready_,
                           .environment = environment,
                           .unread = unread,
                           .wrapper = wrapper};
  settings.environment.merge(addresses());
  return gateways_.emplace_back(settings);
}

GatewayProcess& Stage::start() {
  GatewayProcess& gateway = launch();
  gateway.wait_ready();
  for (const auto& source : sources_)
    gateway.wait_metric("sluice_source_up", {{"source", source}}, 1);
  return gateway;
}

}  // namespace sluice::test
