#include "tests/support/driver.hpp"

#include <unistd.h>

#include <stdexcept>
#include <utility>

#include "tests/support/parts.hpp"

namespace sluice::test {

namespace {

ProcessSettings command(const std::filesystem::path& ca_file) {
  ProcessSettings settings{.arguments = {"node", node_script("driver.cjs").string()},
                           .with_input = true};
  settings.environment["NODE_PATH"] = (parts_folder() / "node/node_modules").string();
  if (!ca_file.empty()) {
    settings.environment["NODE_EXTRA_CA_CERTS"] = ca_file.string();
  }
  return settings;
}

}  // namespace

Driver::Driver(const std::filesystem::path& ca_file) : process_{command(ca_file)} {}

nlohmann::json Driver::call(std::string_view operation, nlohmann::json arguments,
                            Deadline deadline) {
  arguments["timeout"] = left_until(deadline).count();
  const std::size_t id = ++calls_;
  const nlohmann::json request{
      {"id", id}, {"operation", operation}, {"arguments", std::move(arguments)}};
  process_.write_line(request.dump());
  // Its own report of a timeout says more than ours: it gets the time to write it.
  const Deadline patience{deadline + answer_time, deadline.caller};
  for (;;) {
    const OutputLine line = process_.wait_line(line_, patience);
    ++line_;
    if (line.is_error) {
      continue;
    }
    auto answer = nlohmann::json::parse(line.text);
    if (answer.at("id") != id) {
      continue;  // the late answer to a call that was given up
    }
    if (answer.contains("error")) {
      throw waiting_failed(deadline, answer.at("error").get<std::string>() + process_.tail());
    }
    return std::move(answer.at("result"));
  }
}

nlohmann::json Driver::items(std::string_view operation, const std::string& id, std::size_t from,
                             std::size_t count, Deadline deadline) {
  auto items = call(operation, {{"id", id}, {"from", from}, {"count", count}}, deadline);
  if (items.size() < count) {
    throw waiting_failed(
        deadline, std::string{operation} + " of " + id + ": " + std::to_string(items.size()) +
                      " instead of " + std::to_string(count) + " after the first " +
                      std::to_string(from) + ": " + items.dump().substr(0, 4000) + process_.tail());
  }
  return items;
}

std::string Driver::next_name(std::string_view kind) {
  // With the process id: a broker may know the names of an earlier test.
  return std::string{kind} + "-" + std::to_string(::getpid()) + "-" + std::to_string(++names_);
}

std::string Driver::unavailable() {
  for (const std::string_view package : {"pusher", "pusher-js", "mqtt"}) {
    if (auto why = missing_package(package); !why.empty()) {
      return why;
    }
  }
  return {};
}

}  // namespace sluice::test
