#include "gateway/app/plan_command.hpp"

#include <fmt/format.h>

#include <iostream>
#include <iterator>
#include <stdexcept>

#include "config/reader.hpp"
#include "config/text_file.hpp"
#include "config/url.hpp"
#include "config/yaml_document.hpp"
#include "connectors/registry.hpp"
#include "gateway/app/admin_client.hpp"
#include "gateway/app/environment.hpp"
#include "gateway/app/plan_answer.hpp"

namespace sluice::app {
namespace {

constexpr int status_differs = 2;

struct Input {
  std::string name;  ///< for messages
  std::string text;
};

Input read_input(const std::string& path) {
  if (path == "-") return {"stdin", {std::istreambuf_iterator<char>(std::cin), {}}};
  const auto text = config::read_text_file(path, config::largest_file);
  if (!text) throw std::runtime_error(fmt::format("{}: {}", path, text.error().message));
  return {path, *text};
}

/// On this machine, where changes are asked for.
std::string admin_of(const Input& input) {
  const auto loaded = config::load(input.text, input.name, connectors::types(), environment());
  if (!loaded) {
    throw std::runtime_error(
        fmt::format("which gateway? The file does not tell here, so give --against: {}",
                    to_string(loaded.error().front())));
  }
  const auto address = config::parse_listen_address(loaded->admin.listen);
  if (!address || address->port == 0) {
    throw std::runtime_error("which gateway? admin.listen names no port, so give --against");
  }
  return fmt::format("{}://127.0.0.1:{}", loaded->admin.tls ? "https" : "http", address->port);
}

/// The answer of a gateway that has read the configuration.
PlanAnswer read_answer(const net::HttpResponse& response, const std::string& against) {
  if (response.status == 200 || response.status == 400) return read_plan_answer(response.body);
  throw std::runtime_error(
      fmt::format("{}: status {}: {}", against, response.status, config::printable(response.body)));
}

int print(const PlanAnswer& answer, const std::string& name) {
  for (auto problem : answer.problems) {
    problem.file = name;
    fmt::print(stderr, "{}\n", to_string(problem));
  }
  if (!answer.problems.empty()) return status_no_plan;
  if (answer.changes.empty()) {
    fmt::print("no difference\n");
    return 0;
  }
  for (const auto& [line, live] : answer.changes) {
    fmt::print("{}  {}\n", live ? "live   " : "restart", line);
  }
  for (const auto& line : answer.uses) fmt::print("         {}\n", line);
  if (answer.needs_restart.empty()) {
    fmt::print("A reload applies this.\n");
  } else {
    fmt::print("A reload applies none of this, as it needs a restart:\n");
    for (const auto& reason : answer.needs_restart) fmt::print("  {}\n", reason);
  }
  return status_differs;
}

}  // namespace

int show_plan(const PlanOrder& order) try {
  auto input = read_input(order.config);
  auto gateway = order.gateway;
  if (gateway.url.empty()) gateway.url = admin_of(input);
  const auto response = ask_admin(gateway, {.target = "/api/v1/plan",
                                            .content_type = "application/yaml",
                                            .body = std::move(input.text),
                                            .headers = {{"X-Requested-By", "sluice plan"}}});
  return print(read_answer(response, gateway.url), input.name);
} catch (const std::runtime_error& error) {
  fmt::print(stderr, "sluice plan: {}\n", error.what());
  return status_no_plan;
}

}  // namespace sluice::app
