#include "gateway/app/status_command.hpp"

#include <fmt/format.h>

#include <stdexcept>

#include "config/problem.hpp"
#include "gateway/app/admin_client.hpp"
#include "gateway/app/status_table.hpp"

namespace sluice::app {

int show_status(const StatusOrder& order) try {
  const auto response =
      ask_admin(order.against, {.method = net::HttpMethod::get, .target = "/api/v1/status"});
  if (response.status != 200) {
    throw std::runtime_error(fmt::format("{}: status {}: {}", order.against, response.status,
                                         config::printable(response.body)));
  }
  if (order.json) {
    fmt::print("{}\n", response.body);
  } else {
    fmt::print("{}", status_table(response.body));
  }
  return 0;
} catch (const std::runtime_error& error) {
  fmt::print(stderr, "sluice status: {}\n", error.what());
  return 1;
}

}  // namespace sluice::app
