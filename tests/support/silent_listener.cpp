#include "tests/support/silent_listener.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "tests/support/free_port.hpp"

namespace sluice::test {

SilentListener::SilentListener(Way way) : port_{free_port()} {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port_);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const auto* name = reinterpret_cast<const sockaddr*>(&address);
  sockets_.push_back(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (::bind(sockets_[0], name, sizeof(address)) != 0 ||
      ::listen(sockets_[0], way == Way::never_answers ? SOMAXCONN : 0) != 0) {
    throw std::system_error(errno, std::generic_category(), "listen");
  }
  // Nobody accepts: once the queue is full, the kernel drops what else wants to connect.
  for (int filler = 0; way == Way::never_accepts && filler < 4; ++filler) {
    sockets_.push_back(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    ::connect(sockets_.back(), name, sizeof(address));
  }
}

SilentListener::~SilentListener() {
  for (const int socket : sockets_) ::close(socket);
}

}  // namespace sluice::test
