#include "tests/support/tls_guard.hpp"

namespace sluice::test {
namespace {

nlohmann::json arguments(const std::string& name, const CertificateAuthority& authority) {
  return {{"id", name},
          {"ca", authority.ca_file().string()},
          {"certificate",
           {{"cert", authority.good().certificate_file.string()},
            {"key", authority.good().key_file.string()}}}};
}

}  // namespace

TlsGuard::TlsGuard(Driver& driver, std::uint16_t server_port, const CertificateAuthority& authority)
    : driver_{driver}, name_{driver.next_name("guard")} {
  auto post = arguments(name_, authority);
  post["port"] = server_port;
  port_ = driver_.call("tls_guard.post", std::move(post), within(answer_time)).at("port");
}

void TlsGuard::change(const CertificateAuthority& authority) {
  driver_.call("tls_guard.change", arguments(name_, authority), within(answer_time));
}

void TlsGuard::clear() {
  driver_.call("tls_guard.clear", {{"id", name_}}, within(answer_time));
}

std::vector<std::string> TlsGuard::wait_clients(std::size_t count, Deadline deadline) {
  return driver_.items("tls_guard.clients", name_, 0, count, deadline);
}

}  // namespace sluice::test
