#include "gateway/core/error.hpp"

#include <fmt/core.h>

#include <cstdlib>
#include <stdexcept>

namespace sluice {

Error Error::within(std::string_view outer) && {
  return {fmt::format("{}: {}", outer, message)};
}

void throw_exception_from_error(const Error& error, const boost::source_location&) {
  throw std::runtime_error(error.message);
}

void assertion_failed(const char* condition, const char* why, const char* file, int line) {
  fmt::print(stderr, "{}:{}: assertion failed: {}: {}\n", file, line, condition, why);
  std::abort();
}

}  // namespace sluice
