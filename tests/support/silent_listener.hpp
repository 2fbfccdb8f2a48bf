#pragma once

#include <cstdint>
#include <vector>

namespace sluice::test {

/// A server that hangs, on a free port of 127.0.0.1.
class SilentListener {
 public:
  enum class Way : std::uint8_t {
    never_answers,  ///< connections are established, and then nothing
    never_accepts   ///< not even that: a connection stays pending
  };

  explicit SilentListener(Way way = Way::never_answers);
  ~SilentListener();
  SilentListener(const SilentListener&) = delete;
  SilentListener& operator=(const SilentListener&) = delete;

  [[nodiscard]] std::uint16_t port() const { return port_; }

 private:
  std::uint16_t port_;
  std::vector<int> sockets_;
};

}  // namespace sluice::test
