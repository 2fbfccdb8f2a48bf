#pragma once

#include "gateway/app/admin_client.hpp"

namespace sluice::app {

struct StatusOrder {
  AdminContact gateway{.url = "http://127.0.0.1:9464"};
  bool json = false;  ///< prints the answer as it is
};

/// Asks a running gateway how it is, and prints it. Returns the exit status: 1 where nobody
/// answers.
[[nodiscard]] int show_status(const StatusOrder& order);

}  // namespace sluice::app
