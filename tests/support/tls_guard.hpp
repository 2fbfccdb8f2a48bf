#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "tests/support/certificates.hpp"
#include "tests/support/driver.hpp"

namespace sluice::test {

/// The way by TLS to a server on 127.0.0.1 that speaks none itself. It lets in only those who show
/// a certificate of its authority, and shows one of that authority.
class TlsGuard {
 public:
  TlsGuard(Driver& driver, std::uint16_t server_port, const CertificateAuthority& authority);

  [[nodiscard]] std::uint16_t port() const { return port_; }

  /// From now on this is its authority. Who is in stays.
  void change(const CertificateAuthority& authority);
  /// Breaks the connections of all who are in.
  void clear();
  /// The names of all whom it has let in, one a connection, as soon as they are so many.
  std::vector<std::string> wait_clients(std::size_t count, Deadline deadline = within(answer_time));

 private:
  Driver& driver_;
  std::string name_;
  std::uint16_t port_ = 0;
};

}  // namespace sluice::test
