#pragma once

#include <openssl/types.h>

#include <boost/asio/ssl/context.hpp>
#include <boost/system/error_code.hpp>
#include <deque>
#include <string>
#include <string_view>

#include "gateway/core/error.hpp"

namespace sluice::net {

/// TLS as a client.
struct TlsSettings {
  bool verify = true;       ///< the peer's chain and its host name
  std::string ca_file;      ///< PEM; trusted instead of the system's store, as with curl's --cacert
  std::string server_name;  ///< for SNI and verification; empty: the host that is dialled
  bool operator==(const TlsSettings&) const = default;
};

/// The client contexts of one thread, one for each choice of whom to trust. Shared, because each
/// holds every certificate of its store: most of a mebibyte with the system's.
class TlsContexts {
 public:
  /// TLS 1.2 or later. Good while this lives. Fails for a CA file that cannot be used.
  [[nodiscard]] Result<boost::asio::ssl::context*> of(const TlsSettings& settings);

 private:
  struct Entry {
    bool verify;
    std::string ca_file;
    boost::asio::ssl::context context;
  };
  std::deque<Entry> entries_;  // a deque, so that the others stay where they are
};

/// Before each handshake: SNI, and whom the certificate must be for.
void prepare_handshake(SSL* ssl, const TlsSettings& settings, std::string_view host);

/// What went wrong, in words, after a handshake that failed with `error`: "certificate expired",
/// "host name mismatch: certificate is not for X", …
[[nodiscard]] std::string explain_handshake_failure(SSL* ssl,
                                                    const boost::system::error_code& error);

}  // namespace sluice::net
