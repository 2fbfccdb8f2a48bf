#pragma once

#include <vector>

#include "config/gateway_config.hpp"
#include "config/section_digests.hpp"
#include "gateway/app/plan/names.hpp"
#include "gateway/core/time.hpp"
#include "gateway/relay/route_letters.hpp"
#include "gateway/relay/router.hpp"
#include "gateway/returns/returns.hpp"

namespace sluice::app {

/// All that follows from one configuration: its routes and returns, compiled, the numbers of the
/// things it names, and a digest of each section, by which two plans are compared. Immutable, so
/// that all shards may use the same one.
class Plan {
 public:
  /// Of a configuration that load() found good. Throws std::runtime_error otherwise.
  explicit Plan(config::Gateway config) : Plan(std::move(config), Names{}) {}
  /// The one after `before`: a thing that both name has the same number in both.
  Plan(config::Gateway config, const Plan& before) : Plan(std::move(config), before.names_) {}
  Plan(const Plan&) = delete;
  Plan& operator=(const Plan&) = delete;

  [[nodiscard]] const config::Gateway& config() const noexcept { return config_; }
  [[nodiscard]] const Names& names() const noexcept { return names_; }
  [[nodiscard]] const relay::Router& router() const noexcept { return router_; }
  [[nodiscard]] const relay::LetterTopics& letter_topics() const noexcept { return letter_topics_; }
  [[nodiscard]] const returns::Returns& returns() const noexcept { return returns_; }
  [[nodiscard]] const std::vector<config::SectionDigest>& sections() const noexcept {
    return sections_;
  }

  /// At a stop: how long the sources have for what they gave.
  [[nodiscard]] Duration sources_drain_time() const;

 private:
  Plan(config::Gateway config, const Names& before);

  config::Gateway config_;
  Names names_;
  relay::Router router_;
  relay::LetterTopics letter_topics_;
  returns::Returns returns_;
  std::vector<config::SectionDigest> sections_;
};

}  // namespace sluice::app
