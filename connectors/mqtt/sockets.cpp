#include "connectors/mqtt/sockets.hpp"

#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>

#include <array>

namespace sluice::connectors {

bool wait_for(int descriptor, short events, int cancel, int patience_ms) noexcept {
  std::array<pollfd, 2> descriptors{{{descriptor, events, 0}, {cancel, POLLIN, 0}}};
  return ::poll(descriptors.data(), descriptors.size(), patience_ms) > 0 &&
         descriptors[1].revents == 0;
}

std::string peer_address(const Descriptor& socket) {
  sockaddr_storage address{};
  socklen_t size = sizeof(address);
  auto* const generic = reinterpret_cast<sockaddr*>(&address);
  std::array<char, NI_MAXHOST> text{};
  if (::getpeername(socket.get(), generic, &size) != 0) return {};
  ::getnameinfo(generic, size, text.data(), text.size(), nullptr, 0, NI_NUMERICHOST);
  return text.data();
}

}  // namespace sluice::connectors
