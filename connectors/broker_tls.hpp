#pragma once

#include "config/pem_file.hpp"

namespace sluice::connectors {

/// TLS towards a broker, the same for every kind of broker.
struct BrokerTls : config::TlsFiles {
  bool verify = true;
};

template <class Visitor>
void fields(Visitor& visit, BrokerTls& tls) {
  fields(visit, static_cast<config::TlsFiles&>(tls));
  visit("verify", tls.verify, "Verify the broker's certificate and host name.");
}

}  // namespace sluice::connectors
