#include "tests/support/gateway_process.hpp"

#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <stdexcept>

#include "tests/support/free_port.hpp"
#include "tests/support/tcp.hpp"

namespace sluice::test {

namespace {

constexpr std::chrono::milliseconds pace{25};

std::string binary() {
  const char* other = std::getenv("SLUICE_BINARY");
  return other == nullptr ? SLUICE_BINARY : other;
}

std::string admin_section(std::uint16_t port, const GatewaySettings& settings) {
  std::string text = "\nadmin:\n  listen: \"127.0.0.1:" + std::to_string(port) + "\"\n";
  if (!settings.ready.empty()) text += "  ready: " + settings.ready + "\n";
  return text + settings.admin;
}

ProcessSettings command(const GatewaySettings& settings, const std::filesystem::path& file) {
  ProcessSettings process{.arguments = settings.wrapper,
                          .environment = settings.environment,
                          .unread = settings.unread};
  for (const auto& argument : {binary(), std::string{"run"}, file.string()}) {
    process.arguments.push_back(argument);
  }
  return process;
}

}  // namespace

GatewayProcess::GatewayProcess(const GatewaySettings& settings)
    : admin_port_{free_port()},
      admin_section_{admin_section(admin_port_, settings)},
      process_{command(settings, folder_.write("sluice.yaml", file_text(settings.config)))} {
  std::filesystem::create_hard_link(folder_.path() / "sluice.yaml",
                                    elsewhere_.path() / "sluice.yaml");
}

template <class Condition>
void GatewayProcess::wait_until(const std::string& what, Deadline deadline, Condition condition) {
  while (!condition()) {
    if (process_.exits_within(pace)) {
      throw waiting_failed(deadline, "sluice ended with " + std::to_string(process_.wait_exit()) +
                                         " before " + what + ":" + process_.tail());
    }
    if (left_until(deadline).count() == 0) {
      throw waiting_failed(deadline, "sluice: not in time: " + what + ":" + process_.tail());
    }
  }
}

void GatewayProcess::wait_started(Deadline deadline) {
  wait_until("it had started", deadline,
             [&] { return port_answers(admin_port_) && get("/startupz").status == 200; });
}

void GatewayProcess::wait_ready(Deadline deadline) {
  wait_until("it was ready", deadline,
             [&] { return port_answers(admin_port_) && get("/readyz").status == 200; });
}

void GatewayProcess::wait_unready(Deadline deadline) {
  wait_until("it was no longer ready", deadline, [&] { return get("/readyz").status != 200; });
}

void GatewayProcess::wait_hung(Deadline deadline) {
  wait_until("it hung", deadline, [&] { return get("/livez").status == 503; });
}

std::string GatewayProcess::admin() const {
  return "127.0.0.1:" + std::to_string(admin_port_);
}

HttpAnswer GatewayProcess::get(const std::string& path, Deadline deadline) const {
  return http_get(admin_port_, path, deadline);
}

HttpAnswer GatewayProcess::post(const std::string& path, Deadline deadline) const {
  return http_post(admin_port_, path, "X-Requested-By: test\r\n", deadline);
}

void GatewayProcess::rewrite(const std::string& config) const {
  elsewhere_.write("sluice.yaml", file_text(config));
}

std::string GatewayProcess::file_text(const std::string& config) const {
  return config + admin_section_;
}

std::optional<double> GatewayProcess::metric(const std::string& name, const Labels& labels) {
  return sum_of_samples(get("/metrics").body, name, labels);
}

double GatewayProcess::wait_metric(const std::string& name, const Labels& labels, double wanted,
                                   Deadline deadline) {
  double seen = 0;
  wait_until(name + " was " + std::to_string(wanted), deadline, [&] {
    seen = metric(name, labels).value_or(0);
    return seen >= wanted;
  });
  return seen;
}

void GatewayProcess::wait_metric_is(const std::string& name, const Labels& labels, double wanted,
                                    Deadline deadline) {
  wait_until(name + " was " + std::to_string(wanted), deadline,
             [&] { return metric(name, labels) == wanted; });
}

void GatewayProcess::wait_logged(const std::vector<std::string>& parts, Deadline deadline) {
  std::string what = "it logged";
  for (const auto& part : parts) what += " '" + part + "'";
  wait_until(what, deadline, [&] {
    return std::ranges::any_of(log(), [&](const std::string& line) {
      return std::ranges::all_of(
          parts, [&](const std::string& part) { return line.find(part) != line.npos; });
    });
  });
}

int GatewayProcess::terminate(Deadline deadline) {
  process_.signal(SIGTERM);
  return process_.wait_exit(deadline);
}

ProcessSettings GatewayProcess::to_start(const std::vector<std::string>& arguments) {
  ProcessSettings settings{.arguments = {binary()}};
  settings.arguments.insert(settings.arguments.end(), arguments.begin(), arguments.end());
  return settings;
}

GatewayProcess::Verdict GatewayProcess::execute(
    const std::vector<std::string>& arguments,
    const std::map<std::string, std::string>& environment,
    const std::vector<std::string>& wrapper) {
  ProcessSettings settings{.arguments = wrapper, .environment = environment};
  settings.arguments.push_back(binary());
  settings.arguments.insert(settings.arguments.end(), arguments.begin(), arguments.end());
  Process process{settings};
  const int code = process.wait_exit();
  return {code, process.lines()};
}

GatewayProcess::Verdict GatewayProcess::check(
    const std::string& config, const std::map<std::string, std::string>& environment) {
  const TemporaryFolder folder;
  return execute({"check", folder.write("sluice.yaml", config).string()}, environment);
}

std::string GatewayProcess::unavailable() {
  return ::access(binary().c_str(), X_OK) == 0 ? "" : "no program at " + binary();
}

}  // namespace sluice::test
