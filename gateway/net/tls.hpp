#pragma once

#include <openssl/types.h>

#include <boost/asio/ssl/context.hpp>
#include <boost/system/error_code.hpp>
#include <string>
#include <string_view>

#include "gateway/core/error.hpp"

namespace sluice::net {

/// TLS as a client.
struct TlsSettings {
  bool verify = true;       ///< the peer's chain and its host name
  std::string ca_file;      ///< PEM; trusted instead of the system's store, as with curl's --cacert
  std::string server_name;  ///< for SNI and verification; empty: the host that is dialled
};

/// TLS 1.2 or later. One context serves every connection with the same settings.
[[nodiscard]] Result<boost::asio::ssl::context> make_client_context(const TlsSettings& settings);

/// Before each handshake: SNI, and whom the certificate must be for.
void prepare_handshake(SSL* ssl, const TlsSettings& settings, std::string_view host);

/// What went wrong, in words, after a handshake that failed with `error`: "certificate expired",
/// "host name mismatch: certificate is not for X", …
[[nodiscard]] std::string explain_handshake_failure(SSL* ssl,
                                                    const boost::system::error_code& error);

}  // namespace sluice::net
