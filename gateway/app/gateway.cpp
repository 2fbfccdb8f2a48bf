#include "gateway/app/gateway.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <csignal>
#include <functional>
#include <stdexcept>
#include <thread>
#include <utility>

#include "gateway/app/health.hpp"
#include "gateway/app/relay_settings.hpp"
#include "gateway/app/status.hpp"
#include "gateway/telemetry/exporter.hpp"
#include "gateway/telemetry/version.hpp"

namespace sluice::app {
namespace {

telemetry::Level level_of(config::LogLevel level) {
  switch (level) {
    case config::LogLevel::debug:
      return telemetry::Level::debug;
    case config::LogLevel::info:
      return telemetry::Level::info;
    case config::LogLevel::warn:
      return telemetry::Level::warn;
    case config::LogLevel::error:
      return telemetry::Level::error;
  }
  return telemetry::Level::info;
}

telemetry::LogFormat format_of(config::LogStyle style) {
  return style == config::LogStyle::json ? telemetry::LogFormat::json
                                         : telemetry::LogFormat::logfmt;
}

/// Cores but one, which is left to the client libraries' threads and the kernel.
std::size_t shard_count(const config::Gateway& config) {
  if (config.shards > 0) return static_cast<std::size_t>(config.shards);
  return std::max(2U, std::thread::hardware_concurrency()) - 1;
}

constexpr std::size_t main_loop_index = ~std::size_t{0};

}  // namespace

Gateway::Gateway(config::Gateway config)
    : config_(std::move(config)),
      log_(level_of(config_.log.level), format_of(config_.log.format)),
      router_(relay::Router::compile(route_rules(config_), route_mode(config_)).value()),
      main_loop_(main_loop_index) {
  make_probes();
  make_shards();
}

void Gateway::make_probes() {
  for (const auto& connection : config_.connections) {
    auto& probe = probes_.connections.emplace_back();
    probe.connection = connection.name;
  }
}

/// Connections are spread by name, so that one stays where it is when others come and go.
void Gateway::make_shards() {
  const auto count = shard_count(config_);
  std::vector<std::vector<const config::Connection*>> shares(count);
  for (const auto& connection : config_.connections) {
    shares[std::hash<std::string>{}(connection.name) % count].push_back(&connection);
  }
  for (std::size_t i = 0; i < count; ++i) {
    shards_.push_back(std::make_unique<ShardUnit>(i, config_, shares[i], router_, probes_, log_));
  }
}

void Gateway::serve_admin() {
  net::AdminHandlers handlers;
  handlers.metrics = [this] { return telemetry::expose(probes_); };
  handlers.live = [] { return net::Health{true, "live"}; };
  handlers.ready = [this] { return ready(); };
  handlers.started = [this] { return net::Health{phase_ != Phase::starting, "started"}; };
  handlers.status = [this] { return status(); };
  auto admin = net::AdminServer::start(main_loop_.io(), config_.admin.listen, std::move(handlers));
  if (!admin) throw std::runtime_error(admin.error().message);
  admin_ = std::move(*admin);
}

int Gateway::run() {
  serve_admin();
  signals_.emplace(main_loop_.io(), std::initializer_list<int>{SIGTERM, SIGINT},
                   [this](int signal) { on_signal(signal); });
  for (auto& shard : shards_) shard->start();
  phase_ = Phase::running;
  log_.info("started", {{"version", telemetry::version()},
                        {"connections", config_.connections.size()},
                        {"sinks", config_.sinks.size()},
                        {"routes", config_.routes.size()},
                        {"shards", shards_.size()},
                        {"admin_port", admin_->port()}});
  main_loop_.run();
  for (auto& shard : shards_) shard->join();
  return exit_status();
}

void Gateway::on_signal(int signal) {
  if (phase_ == Phase::draining) {
    log_.warn("second signal: giving up what is not delivered", {{"signal", signal}});
    for (auto& shard : shards_) shard->hurry();
    return;
  }
  phase_ = Phase::draining;
  log_.info("stopping: draining the outboxes", {{"signal", signal}});
  undrained_shards_ = shards_.size();
  for (auto& shard : shards_) {
    shard->drain(config_.drain_timeout, [this] {
      main_loop_.post([this] {
        if (--undrained_shards_ > 0) return;
        admin_.reset();
        signals_.reset();
        main_loop_.stop();
      });
    });
  }
}

net::Health Gateway::ready() const {
  if (phase_ == Phase::draining) return {false, "stopping"};
  return readiness(config_.admin.ready, probes_);
}

std::string Gateway::status() {
  std::string connections;
  for (auto& shard : shards_) {
    shard->inspect([&connections](const net::Connection& connection) {
      if (!connections.empty()) connections += ',';
      connections += status_of(connection);
    });
  }
  return fmt::format(R"({{"version":"{}","connections":[{}]}})", telemetry::version(), connections);
}

int Gateway::exit_status() const {
  std::uint64_t given_up = 0;
  for (const auto& sink : probes_.sinks) {
    given_up += sink.settled[std::size_t(Outcome::unavailable)].value();
  }
  if (given_up == 0) {
    log_.info("stopped: every record has its outcome");
    return 0;
  }
  log_.error("stopped: records were given up", {{"records", given_up}});
  return 1;
}

}  // namespace sluice::app
