#pragma once

#include <boost/system/result.hpp>
#include <string>
#include <string_view>

namespace sluice {

/// A failure and the path that led to it, outermost first. For cold paths: configuration, start-up,
/// a failed dial. The function that does not pass it on logs it, once.
struct Error {
  std::string message;

  /// Adds a layer to the message: "outer: message".
  [[nodiscard]] Error within(std::string_view outer) &&;
};

template <class T>
using Result = boost::system::result<T, Error>;

/// Required by boost::system::result: turns value() on an error into an exception.
[[noreturn]] void throw_exception_from_error(const Error& error, const boost::source_location&);

/// Ends the process because of an impossible state; `why` is the reason for which it is impossible.
/// Active in every build.
[[noreturn]] void assertion_failed(const char* condition, const char* why, const char* file,
                                   int line);

}  // namespace sluice

#define SLUICE_ASSERT(condition, why) \
  ((condition) ? void() : ::sluice::assertion_failed(#condition, why, __FILE__, __LINE__))
