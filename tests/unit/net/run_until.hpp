#pragma once

#include <boost/asio/io_context.hpp>
#include <chrono>

namespace sluice::net {

/// Runs the loop until something is so; false when it is not after a long time.
template <class Predicate>
bool run_until(boost::asio::io_context& loop, Predicate done) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds{20};
  loop.restart();
  while (!done()) {
    if (loop.run_one_until(deadline) == 0) return done();
  }
  return true;
}

}  // namespace sluice::net
