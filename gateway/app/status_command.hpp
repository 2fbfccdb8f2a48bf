#pragma once

#include <optional>

#include "gateway/app/admin_client.hpp"
#include "gateway/core/time.hpp"

namespace sluice::app {

struct StatusOrder {
  AdminContact gateway{.url = "http://127.0.0.1:9464"};
  bool json = false;                ///< prints the answers as they are
  std::optional<Duration> watch{};  ///< asks again and again, this often
};

/// Asks a running gateway how it is, and prints it. Returns the exit status: 1 where nobody
/// answers. Where it watches, that is so of the first answer only: the gateway may be away for a
/// while, and it never returns.
[[nodiscard]] int show_status(const StatusOrder& order);

}  // namespace sluice::app
