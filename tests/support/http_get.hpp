#pragma once

#include <cstdint>
#include <string>

#include "tests/support/deadline.hpp"

namespace sluice::test {

struct HttpAnswer {
  int status = 0;
  std::string body;
};

/// GET on this port of 127.0.0.1. Throws std::runtime_error when nobody answers before the
/// deadline.
[[nodiscard]] HttpAnswer http_get(std::uint16_t port, const std::string& path,
                                  Deadline deadline = within(answer_time));

/// POST without a body; `headers` are further lines, each with its end.
[[nodiscard]] HttpAnswer http_post(std::uint16_t port, const std::string& path,
                                   const std::string& headers,
                                   Deadline deadline = within(answer_time));

}  // namespace sluice::test
