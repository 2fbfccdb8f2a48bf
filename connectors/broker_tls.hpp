#pragma once

#include <string>

namespace sluice::connectors {

/// TLS towards a broker, the same for every kind of broker.
struct BrokerTls {
  std::string ca_file;
  std::string cert_file;
  std::string key_file;
  bool verify = true;
};

template <class Visitor>
void fields(Visitor& visit, BrokerTls& tls) {
  visit("ca_file", tls.ca_file, "PEM file of the authorities to trust; default: the system's.");
  visit("cert_file", tls.cert_file, "PEM file of our certificate, for mutual TLS.");
  visit("key_file", tls.key_file, "PEM file of our private key, for mutual TLS.");
  visit("verify", tls.verify, "Verify the broker's certificate and host name.");
}

}  // namespace sluice::connectors
