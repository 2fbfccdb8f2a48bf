#include "gateway/app/config_state.hpp"

#include <fmt/format.h>

#include <chrono>

#include "config/digester.hpp"
#include "config/documentation.hpp"
#include "connectors/registry.hpp"
#include "gateway/core/timestamp.hpp"

namespace sluice::app {
namespace {

/// A double, which every metric is, has no room for more.
constexpr std::size_t hash_bytes = 6;

}  // namespace

std::uint64_t config_hash(const config::Gateway& config) {
  const auto digest = config::digest_of(config::print(config, connectors::types()));
  std::uint64_t hash = 0;
  for (std::size_t i = 0; i < hash_bytes; ++i) hash = hash << 8 | digest[i];
  return hash;
}

ConfigState::ConfigState(ReloadProbe& probe, const config::Gateway& first, WallTime now)
    : probe_(probe) {
  runs(first, now);
  probe_.last_successful.set(1);
}

void ConfigState::note(const ReloadAnswer& answer, const config::Gateway& running, WallTime now) {
  last_ = Last{now, answer};
  if (answer.result == ReloadResult::applied) runs(running, now);
  // What was applied may have problems: a part that could not be made.
  probe_.last_successful.set(answer.problems.empty() ? 1 : 0);
}

void ConfigState::runs(const config::Gateway& config, WallTime now) {
  hash_ = config_hash(config);
  since_ = now;
  probe_.hash.set(static_cast<std::int64_t>(hash_));
  probe_.loaded_at.set(std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count());
}

std::string ConfigState::json() const {
  const auto last =
      last_ ? fmt::format(R"(,"last_reload":{})", json_of(last_->answer, last_->at)) : "";
  return fmt::format(R"({{"hash":"{:012x}","since":"{}"{}}})", hash_, timestamp(since_), last);
}

}  // namespace sluice::app
