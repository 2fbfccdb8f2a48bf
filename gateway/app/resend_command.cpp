#include "gateway/app/resend_command.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <memory>
#include <stdexcept>
#include <string_view>
#include <utility>
#include <vector>

#include "config/did_you_mean.hpp"
#include "connectors/registry.hpp"
#include "gateway/app/plan/plan.hpp"
#include "gateway/app/plan/relay_settings.hpp"
#include "gateway/app/resend.hpp"
#include "gateway/relay/event_template.hpp"
#include "gateway/text/glob.hpp"

namespace sluice::app {
namespace {

constexpr int status_rejected = 1;

const connectors::SinkSettings& sink_settings(const config::Gateway& config,
                                              const std::string& name) {
  const auto found = std::ranges::find(config.sinks, name, &config::Sink::name);
  if (found != config.sinks.end()) return *connectors::settings_of(*found);
  std::vector<std::string_view> names;
  for (const auto& sink : config.sinks) names.push_back(sink.name);
  throw std::runtime_error(
      fmt::format("there is no sink '{}'{}", name, config::did_you_mean(name, names)));
}

/// Made when the first letter of a sink comes.
class Writers {
 public:
  explicit Writers(const config::Gateway& config) : config_(config) {}

  [[nodiscard]] connectors::RecordWriter* of(std::string_view sink) {
    const auto [entry, is_new] = writers_.try_emplace(std::string{sink});
    const auto found = std::ranges::find(config_.sinks, sink, &config::Sink::name);
    if (is_new && found != config_.sinks.end()) {
      entry->second = connectors::settings_of(*found)->make_record_writer();
    }
    return entry->second.get();
  }

 private:
  const config::Gateway& config_;
  std::map<std::string, std::unique_ptr<connectors::RecordWriter>> writers_;
};

/// A return that reads the topic tells our records by the mark.
std::string origin_of(const config::Gateway& config, const std::vector<relay::RouteRule>& rules,
                      std::string_view sink, std::string_view topic) {
  for (std::size_t i = 0; i < rules.size(); ++i) {
    if (rules[i].origin.empty() || config.routes[i].to != sink) continue;
    const auto written = relay::EventTemplate::parse(rules[i].topic, rules[i].topic_values);
    if (written && text::glob_matches(relay::topic_glob(*written), topic)) return rules[i].origin;
  }
  return {};
}

}  // namespace

int resend_letters(const ResendOrder& order, config::Gateway config) {
  const Plan plan(std::move(config));
  const auto rules = route_rules(plan.config(), plan.names());
  const auto reader =
      sink_settings(plan.config(), order.sink)
          .make_topic_reader(
              {.topic = order.topic,
               .group = order.group.empty() ? "sluice-resend-" + order.topic : order.group});
  if (!reader) {
    throw std::runtime_error(
        fmt::format("sink {}: its broker keeps no dead letters that can be read again: only kafka "
                    "does",
                    order.sink));
  }
  Writers writers(plan.config());
  Resending how{.writer_of = [&](std::string_view sink) { return writers.of(sink); },
                .origin_of =
                    [&](std::string_view sink, std::string_view topic) {
                      return origin_of(plan.config(), rules, sink, topic);
                    },
                .say = [](const std::string& line) { fmt::print(stderr, "{}\n", line); },
                .skip_rejected = order.skip_rejected,
                .dry_run = order.dry_run};
  if (order.limit > 0) how.limit = order.limit;
  const Resent resent = resend(*reader, how);
  fmt::print("{}: {}\n", order.topic, to_text(resent, order.dry_run));
  return resent.rejected > 0 ? status_rejected : 0;
}

}  // namespace sluice::app
