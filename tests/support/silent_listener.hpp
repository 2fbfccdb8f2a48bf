#pragma once

#include <netinet/in.h>

#include <cstdint>
#include <string>
#include <vector>

namespace sluice::test {

/// A server that hangs.
class SilentListener {
 public:
  enum class Way : std::uint8_t {
    never_answers,  ///< connections are established, and then nothing
    never_accepts   ///< not even that: a connection stays pending
  };

  /// On a free port of 127.0.0.1.
  explicit SilentListener(Way way = Way::never_answers);
  /// On another address of loopback, at a port that somebody has on 127.0.0.1; never answers.
  SilentListener(const std::string& address, std::uint16_t port);
  ~SilentListener();
  SilentListener(const SilentListener&) = delete;
  SilentListener& operator=(const SilentListener&) = delete;

  [[nodiscard]] std::uint16_t port() const { return port_; }

 private:
  void listen_on(const sockaddr_in& address, int backlog);

  std::uint16_t port_;
  std::vector<int> sockets_;
};

}  // namespace sluice::test
