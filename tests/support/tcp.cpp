#include "tests/support/tcp.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <stdexcept>
#include <string_view>
#include <system_error>

namespace sluice::test {

namespace {

class Socket {
 public:
  Socket() : descriptor_{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)} {}
  ~Socket() { ::close(descriptor_); }
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;

  [[nodiscard]] int descriptor() const { return descriptor_; }

  /// On loopback this never takes long: accepted or refused.
  [[nodiscard]] bool connect(std::uint16_t port) const {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return ::connect(descriptor_, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) ==
           0;
  }

  void send(std::string_view bytes) const {
    while (!bytes.empty()) {
      const ssize_t sent = ::send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent < 0) {
        throw std::system_error(errno, std::generic_category(), "send");
      }
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
  }

 private:
  int descriptor_;
};

}  // namespace

bool port_answers(std::uint16_t port) {
  return Socket{}.connect(port);
}

std::string exchange(std::uint16_t port, const std::string& request, Deadline deadline) {
  const Socket socket;
  if (!socket.connect(port)) {
    throw std::runtime_error("nobody listens on port " + std::to_string(port));
  }
  socket.send(request);
  std::string answer;
  std::array<char, 16384> buffer{};
  for (;;) {
    pollfd readable{socket.descriptor(), POLLIN, 0};
    if (::poll(&readable, 1, static_cast<int>(left_until(deadline).count())) == 0) {
      throw waiting_failed(deadline, "no answer in time from port " + std::to_string(port));
    }
    const ssize_t size = ::recv(socket.descriptor(), buffer.data(), buffer.size(), 0);
    if (size <= 0) {
      return answer;
    }
    answer.append(buffer.data(), static_cast<std::size_t>(size));
  }
}

}  // namespace sluice::test
