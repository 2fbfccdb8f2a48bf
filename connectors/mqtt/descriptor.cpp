#include "connectors/mqtt/descriptor.hpp"

#include <netdb.h>
#include <sys/socket.h>

#include <array>

namespace sluice::connectors {

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
