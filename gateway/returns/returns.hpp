#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gateway/core/error.hpp"
#include "gateway/returns/channel_shares.hpp"
#include "gateway/returns/return_rule.hpp"
#include "gateway/text/rule_problem.hpp"

namespace sluice::returns {

/// All problems for which Returns::compile would refuse the rules, in order. `channels` are those
/// of all connections.
[[nodiscard]] std::vector<text::RuleProblem> find_problems(
    std::span<const ReturnRule> rules, std::span<const WantedChannels> channels);

/// The returns of a configuration. Immutable, so that all shards may use the same ones.
class Returns {
 public:
  /// The error is the first problem; `find_problems` has all of them.
  [[nodiscard]] static Result<Returns> compile(std::span<const ReturnRule> rules,
                                               std::span<const WantedChannels> channels);

  /// The returns that read this source, in order. Valid while this object lives, even when it is
  /// moved.
  [[nodiscard]] std::vector<const Return*> of_source(SourceId source) const;

  [[nodiscard]] std::span<const Return> all() const noexcept { return returns_; }

  /// The connection for an event of `channel`: always the same one, among those of the return.
  [[nodiscard]] ConnectionId connection_for(const Return& from, std::string_view channel) const;

 private:
  Returns(std::vector<Return> returns, ChannelShares shares)
      : returns_(std::move(returns)), shares_(std::move(shares)) {}

  std::vector<Return> returns_;
  ChannelShares shares_;
};

}  // namespace sluice::returns
