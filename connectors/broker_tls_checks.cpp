#include "connectors/broker_tls_checks.hpp"

#include "config/pem_check.hpp"
#include "config/section.hpp"

namespace sluice::connectors {

void check_broker_tls(const config::Section& section) {
  const auto tls = section.value().find("tls");
  if (!tls) return;
  config::check_pem_file(*tls, "ca_file", "CERTIFICATE");
  config::check_pem_file(*tls, "cert_file", "CERTIFICATE");
  config::check_pem_file(*tls, "key_file", "PRIVATE KEY");
  if (const auto key = tls->find("key_file"); key && !tls->find("cert_file")) {
    key->key_problem("is of use only with cert_file");
  }
}

}  // namespace sluice::connectors
