#include "gateway/app/rehearsal/expectation_review.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <utility>

#include "config/did_you_mean.hpp"
#include "gateway/app/rehearsal/subscribers.hpp"

namespace sluice::app {
namespace {

/// The review of one test.
class Review {
 public:
  Review(const config::Gateway& config, const Expectation& test, std::string path,
         std::string_view file, std::vector<config::Problem>& problems)
      : config_(config), test_(test), path_(std::move(path)), file_(file), problems_(problems) {}

  void run() {
    if (test_.event) review_connection(*test_.event);
    for (std::size_t i = 0; i < test_.records.size(); ++i) {
      require(fmt::format("records[{}].to", i), test_.records[i].to, config_.sinks);
    }
    if (test_.message) require("message.from", test_.message->from, config_.sources);
    for (std::size_t i = 0; i < test_.events.size(); ++i) {
      if (!test_.events[i].to) continue;
      require(fmt::format("events[{}].to", i), *test_.events[i].to, config_.connections);
    }
  }

 private:
  void problem(std::string_view key, std::string message) {
    problems_.push_back({.file = std::string{file_},
                         .at = test_.at,
                         .path = fmt::format("{}.{}", path_, key),
                         .message = std::move(message)});
  }

  template <class Things>
  void require(std::string_view key, const std::string& name, const Things& things) {
    std::vector<std::string_view> names;
    for (const auto& thing : things) names.push_back(thing.name);
    if (std::ranges::count(names, name) > 0) return;
    problem(key, fmt::format("the configuration has no {}{}", config::quoted(name),
                             config::did_you_mean(name, names)));
  }

  void review_connection(const TestedEvent& event) {
    if (!event.connection.empty()) {
      require("event.connection", event.connection, config_.connections);
    } else if (likely_connections(config_, event.channel).size() != 1) {
      problem("event.connection", "has to be named: not just one connection subscribes to it");
    }
  }

  const config::Gateway& config_;
  const Expectation& test_;
  std::string path_;
  std::string_view file_;
  std::vector<config::Problem>& problems_;
};

}  // namespace

std::vector<config::Problem> find_wrong_names(const ExpectationFile& file,
                                              const config::Gateway& config,
                                              std::string_view name) {
  std::vector<config::Problem> problems;
  for (std::size_t i = 0; i < file.tests.size(); ++i) {
    Review(config, file.tests[i], fmt::format("tests[{}]", i), name, problems).run();
  }
  return problems;
}

}  // namespace sluice::app
