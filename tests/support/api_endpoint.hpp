#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tests/support/driver.hpp"
#include "tests/support/soketi.hpp"

namespace sluice::test {

struct ApiCall {
  std::string path;
  nlohmann::json body;
  int status = 0;  ///< what it was answered
};

/// A Channels HTTP API on a free port of 127.0.0.1. It signs each request itself, with the official
/// `pusher` package, and answers 401 to one that differs in a byte.
class ApiEndpoint {
 public:
  ApiEndpoint(Driver& driver, const ChannelsApp& app);

  [[nodiscard]] std::string url() const;

  /// What a genuine request is answered from now on; 200 at first.
  void answer(int status);

  /// Every call from number `from` on, as soon as there are at least `count` of them.
  std::vector<ApiCall> wait_calls(std::size_t count, std::size_t from = 0,
                                  Deadline deadline = within(answer_time));

 private:
  Driver& driver_;
  std::string name_;
  std::uint16_t port_ = 0;
};

}  // namespace sluice::test
