#include "gateway/app/status_command.hpp"

#include <fmt/format.h>

#include <stdexcept>

#include "gateway/app/admin_client.hpp"
#include "gateway/app/status_table.hpp"

namespace sluice::app {

int show_status(const StatusOrder& order) try {
  const auto status = ask_status(order.gateway);
  if (order.json) {
    fmt::print("{}\n", status);
  } else {
    fmt::print("{}", status_table(status));
  }
  return 0;
} catch (const std::runtime_error& error) {
  fmt::print(stderr, "sluice status: {}\n", error.what());
  return 1;
}

}  // namespace sluice::app
