#include "tests/support/prometheus.hpp"

#include <algorithm>
#include <cctype>
#include <stdexcept>

#include "tests/support/free_port.hpp"
#include "tests/support/http_get.hpp"
#include "tests/support/parts.hpp"
#include "tests/support/tcp.hpp"

namespace sluice::test {

namespace {

/// JSON, and so YAML.
std::string configuration(const PrometheusSettings& settings) {
  nlohmann::json text{
      {"global",
       {{"scrape_interval", "200ms"}, {"scrape_timeout", "200ms"}, {"evaluation_interval", "1s"}}},
      {"rule_files", nlohmann::json::array()}};
  text["scrape_configs"] = {
      {{"job_name", "sluice"}, {"static_configs", {{{"targets", settings.targets}}}}}};
  if (!settings.rules.empty()) text["rule_files"].push_back(settings.rules.string());
  return text.dump();
}

ProcessSettings command(const TemporaryFolder& folder, std::uint16_t port,
                        const PrometheusSettings& settings) {
  const auto file = folder.write("prometheus.yml", configuration(settings));
  return {.arguments = {"prometheus", "--config.file=" + file.string(),
                        "--storage.tsdb.path=" + (folder.path() / "data").string(),
                        "--web.listen-address=127.0.0.1:" + std::to_string(port)}};
}

std::string percent_encoded(const std::string& text) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string encoded;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (std::isalnum(byte) != 0) {
      encoded += c;
    } else {
      encoded += {'%', digits[byte >> 4U], digits[byte & 15U]};
    }
  }
  return encoded;
}

}  // namespace

Prometheus::Prometheus(const PrometheusSettings& settings)
    : port_{free_port()}, server_{"prometheus", command(folder_, port_, settings), [port = port_] {
                                    return port_answers(port) &&
                                           http_get(port, "/-/ready").status == 200;
                                  }} {
  server_.start();
}

nlohmann::json Prometheus::ask(const std::string& path) const {
  const auto answer = nlohmann::json::parse(http_get(port_, path).body);
  if (answer.at("status") != "success") {
    throw std::runtime_error("prometheus: " + answer.at("error").get<std::string>());
  }
  return answer.at("data");
}

nlohmann::json Prometheus::query(const std::string& expression) const {
  return ask("/api/v1/query?query=" + percent_encoded(expression)).at("result");
}

template <class Condition>
bool Prometheus::holds_before(Deadline deadline, Condition condition) {
  constexpr std::chrono::milliseconds pace{50};
  while (!condition()) {
    if (server_.process().exits_within(pace)) {
      throw std::runtime_error("prometheus ended:" + server_.process().tail());
    }
    if (left_until(deadline).count() == 0) return false;
  }
  return true;
}

nlohmann::json Prometheus::wait_numbers(const std::string& expression, Deadline deadline) {
  nlohmann::json result;
  const bool seen = holds_before(deadline, [&] {
    result = query(expression);
    return std::ranges::any_of(
        result, [](const nlohmann::json& series) { return series.at("value").at(1) != "NaN"; });
  });
  return seen ? result : nlohmann::json::array();
}

nlohmann::json Prometheus::wait_evaluated(Deadline deadline) {
  nlohmann::json all;
  const bool evaluated = holds_before(deadline, [&] {
    all = nlohmann::json::array();
    const auto answer = ask("/api/v1/rules");  // outlives the loop over a part of it
    for (const auto& group : answer.at("groups")) {
      all.insert(all.end(), group.at("rules").begin(), group.at("rules").end());
    }
    return std::ranges::none_of(
        all, [](const nlohmann::json& rule) { return rule.at("health") == "unknown"; });
  });
  if (!evaluated) throw waiting_failed(deadline, "prometheus: rules are not evaluated in time");
  return all;
}

std::string Prometheus::unavailable() {
  for (const char* program : {"prometheus", "promtool"}) {
    if (find_program(program).empty()) return std::string{"no program `"} + program + "`";
  }
  return "";
}

}  // namespace sluice::test
