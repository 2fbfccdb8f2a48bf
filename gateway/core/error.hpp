#pragma once

#include <boost/system/result.hpp>
#include <string>
#include <string_view>

namespace sluice {

/// What failed, and the path that led there, outermost first. For cold paths: configuration,
/// start-up, a failed dial. Logged once, by whoever stops passing it on.
struct Error {
  std::string message;

  /// The same error seen from one layer out: "outer: message".
  [[nodiscard]] Error within(std::string_view outer) &&;
};

template <class T>
using Result = boost::system::result<T, Error>;

/// Required by boost::system::result: turns value() on an error into an exception.
[[noreturn]] void throw_exception_from_error(const Error& error, const boost::source_location&);

/// Ends the process: a state that cannot be, with the reason why it cannot. On in every build.
[[noreturn]] void assertion_failed(const char* condition, const char* why, const char* file,
                                   int line);

}  // namespace sluice

#define SLUICE_ASSERT(condition, why) \
  ((condition) ? void() : ::sluice::assertion_failed(#condition, why, __FILE__, __LINE__))
