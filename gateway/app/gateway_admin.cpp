// The part of Gateway that answers the admin server.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <stdexcept>
#include <utility>

#include "config/documentation.hpp"
#include "connectors/registry.hpp"
#include "gateway/app/gateway.hpp"
#include "gateway/app/health.hpp"
#include "gateway/app/load.hpp"
#include "gateway/app/page/status_page.hpp"
#include "gateway/app/plan_answer.hpp"
#include "gateway/app/status.hpp"
#include "gateway/telemetry/exporter.hpp"
#include "gateway/telemetry/version.hpp"

namespace sluice::app {

void Gateway::serve_admin() {
  net::AdminHandlers handlers;
  handlers.page = status_page_html();
  handlers.metrics = [this] { return telemetry::expose(catalog_); };
  handlers.live = [this] { return live(); };
  handlers.ready = [this] { return ready(); };
  handlers.started = [this] { return net::Health{phase_ != Phase::starting, "started"}; };
  handlers.status = [this](auto done) {
    status_.gather(
        [this, done = std::move(done)](const auto& gathered) { done(status_page(gathered)); });
  };
  handlers.config = [this] {
    return config::print(reloading_.running().config(), connectors::types());
  };
  handlers.tap = [this](auto query, auto more) { return taps_.open(query, std::move(more)); };
  handlers.reload = [this](auto done) {
    reload([done = std::move(done)](const auto& answer) {
      done({answer.problems.empty(), json_of(answer)});
    });
  };
  handlers.plan = [this](const std::string& text) {
    const auto answer = plan_answer(load_text(text), reloading_.running());
    return net::ChangeAnswer{answer.problems.empty(), json_of(answer)};
  };
  auto admin = net::AdminServer::start(main_loop_.io(), plan_.config().admin, std::move(handlers),
                                       log_, probes_.admin());
  if (!admin) throw std::runtime_error(admin.error().message);
  admin_ = std::move(*admin);
}

net::Health Gateway::live() const {
  if (const auto hung = heartbeat_.hung()) {
    return {false,
            fmt::format("shard {} has not come round for {} ms", hung->shard, hung->time.count())};
  }
  return {true, "live"};
}

net::Health Gateway::ready() const {
  if (phase_ != Phase::starting && phase_ != Phase::running) return {false, "stopping"};
  return readiness(plan_.config().admin.ready, probes_.all());
}

std::string Gateway::status_page(const GatheredStatus& gathered) const {
  const auto list = [](const auto& things) {
    std::vector<std::string> texts;
    for (const auto& thing : things) texts.push_back(status_of(thing));
    return fmt::format("{}", fmt::join(texts, ","));
  };
  const auto& [connections, sinks, sources] = gathered.all;
  return fmt::format(
      R"({{"version":"{}","config":{},"certificates":[{}],"connections":[{}],"sinks":[{}],"silent_shards":[{}],"sources":[{}],"returns":[{}]}})",
      telemetry::version(), config_state_.json(), list(probes_.all().certificates),
      list(connections), list(sinks), fmt::join(gathered.silent_shards, ","), list(sources),
      list(probes_.all().returns));
}

}  // namespace sluice::app
