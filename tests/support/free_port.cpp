#include "tests/support/free_port.hpp"

#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <random>
#include <stdexcept>
#include <string>

namespace sluice::test {

namespace {

constexpr int first_port = 20'000;
constexpr int last_port = 31'999;

/// Claims the port among the tests of this machine by a name in the abstract socket namespace,
/// which the kernel frees when the process ends, however it ends.
bool claim(int port) {
  const std::string name = "sluice-test-port-" + std::to_string(port);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::copy(name.begin(), name.end(), address.sun_path + 1);
  const auto length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + 1 + name.size());
  const int holder = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (::bind(holder, reinterpret_cast<const sockaddr*>(&address), length) == 0) {
    return true;  // the descriptor stays open: that is the claim
  }
  ::close(holder);
  return false;
}

/// Tried on all addresses: some servers listen on more than loopback.
bool is_unused(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  const int probe = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const bool bound =
      ::bind(probe, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0;
  ::close(probe);
  return bound;
}

}  // namespace

std::uint16_t free_port() {
  std::random_device random;
  std::uniform_int_distribution<int> any{first_port, last_port};
  for (int attempt = 0; attempt < 1000; ++attempt) {
    const int port = any(random);
    if (claim(port) && is_unused(port)) {
      return static_cast<std::uint16_t>(port);
    }
  }
  throw std::runtime_error("no free port between 20000 and 31999");
}

}  // namespace sluice::test
