#include "tests/support/silent_listener.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "tests/support/free_port.hpp"

namespace sluice::test {

namespace {

sockaddr_in at(const char* address, std::uint16_t port) {
  sockaddr_in name{};
  name.sin_family = AF_INET;
  name.sin_port = htons(port);
  ::inet_pton(AF_INET, address, &name.sin_addr);
  return name;
}

const sockaddr* generic(const sockaddr_in& address) {
  return reinterpret_cast<const sockaddr*>(&address);
}

}  // namespace

SilentListener::SilentListener(Way way) : port_{free_port()} {
  const sockaddr_in address = at("127.0.0.1", port_);
  listen_on(address, way == Way::never_answers ? SOMAXCONN : 0);
  // Nobody accepts: once the queue is full, the kernel drops what else wants to connect.
  for (int filler = 0; way == Way::never_accepts && filler < 4; ++filler) {
    sockets_.push_back(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    ::connect(sockets_.back(), generic(address), sizeof(address));
  }
}

SilentListener::SilentListener(const std::string& address, std::uint16_t port) : port_{port} {
  listen_on(at(address.c_str(), port), SOMAXCONN);
}

void SilentListener::listen_on(const sockaddr_in& address, int backlog) {
  sockets_.push_back(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (::bind(sockets_[0], generic(address), sizeof(address)) != 0 ||
      ::listen(sockets_[0], backlog) != 0) {
    throw std::system_error(errno, std::generic_category(), "listen");
  }
}

SilentListener::~SilentListener() {
  for (const int socket : sockets_) ::close(socket);
}

}  // namespace sluice::test
