#pragma once

#include <optional>
#include <string_view>

#include "gateway/core/time.hpp"

namespace sluice::channels {

/// An answer from the application's HTTP endpoint or API, or from a proxy in front of it.
struct HttpAnswer {
  unsigned status;
  std::string_view body;                  ///< owned by the caller
  std::optional<Duration> retry_after{};  ///< the pause that the server asked for
  std::optional<WallTime> date{};         ///< by the server's clock
  std::string_view address{};             ///< of the server, for messages; without user and query

  [[nodiscard]] bool succeeded() const noexcept { return status >= 200 && status < 300; }
};

/// Whether a proxy or an ingress answered in place of the application, which may be away for a
/// moment: a success with an HTML page, or a routing status without JSON. The Content-Type is
/// ignored: many applications label JSON as HTML.
[[nodiscard]] bool is_of_a_proxy(const HttpAnswer& answer);

/// The pause that the server asked for, at most 10 minutes: one misconfigured proxy must not
/// silence a gateway for days. 0 when the server asked for none.
[[nodiscard]] Duration pause_asked_for(std::optional<Duration> retry_after) noexcept;

}  // namespace sluice::channels
