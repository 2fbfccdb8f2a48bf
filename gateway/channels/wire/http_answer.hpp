#pragma once

#include <optional>
#include <string_view>

#include "gateway/core/time.hpp"

namespace sluice::channels {

/// An answer of the application's HTTP endpoint or API, or of a proxy before it.
struct HttpAnswer {
  unsigned status;
  std::string_view body;                  ///< the caller's
  std::optional<Duration> retry_after{};  ///< so long the server asked to be left alone
  std::optional<WallTime> date{};         ///< by the server's clock

  [[nodiscard]] bool succeeded() const noexcept { return status >= 200 && status < 300; }
};

/// Whether a proxy or an ingress answered in the application's place, which is away for a moment
/// perhaps: a success with a page of HTML, or a status of routing without JSON. What the answer
/// calls its type is not looked at: many applications label JSON as HTML.
[[nodiscard]] bool is_of_a_proxy(const HttpAnswer& answer);

/// As long as the server asked for, but no more than 10 minutes: one misconfigured proxy must not
/// silence a gateway for days. 0 where it did not ask.
[[nodiscard]] Duration pause_asked_for(std::optional<Duration> retry_after) noexcept;

}  // namespace sluice::channels
