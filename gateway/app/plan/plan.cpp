#include "gateway/app/plan/plan.hpp"

#include "connectors/registry.hpp"
#include "gateway/app/plan/dead_letter_topics.hpp"
#include "gateway/app/plan/relay_settings.hpp"
#include "gateway/app/plan/return_drain.hpp"
#include "gateway/app/plan/return_settings.hpp"

namespace sluice::app {

Plan::Plan(config::Gateway config, const Names& before)
    : config_(std::move(config)),
      names_(Names::of(config_, before)),
      router_(relay::Router::compile(route_rules(config_, names_), config_.route_mode).value()),
      letter_topics_(app::letter_topics(config_, names_)),
      returns_(
          returns::Returns::compile(return_rules(config_, names_), wanted_channels(config_, names_))
              .value()),
      sections_(config::digest_sections(config_, connectors::types())) {}

Duration Plan::sources_drain_time() const {
  return app::sources_drain_time(config_);
}

}  // namespace sluice::app
