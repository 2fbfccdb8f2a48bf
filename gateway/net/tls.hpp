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
  bool verify = true;       ///< verifies the peer's certificate chain and host name
  std::string ca_file;      ///< PEM; replaces the system's store, as with curl's --cacert
  std::string server_name;  ///< for SNI and verification; empty: the dialled host
  bool operator==(const TlsSettings&) const = default;
};

/// The client contexts of one thread, one for each choice of trusted authorities. They are shared,
/// because each holds every certificate of its store: most of a mebibyte for the system's store.
class TlsContexts {
 public:
  /// TLS 1.2 or later. Valid while this object lives. Fails for an unusable CA file.
  [[nodiscard]] Result<boost::asio::ssl::context*> of(const TlsSettings& settings);

 private:
  struct Entry {
    bool verify;
    std::string ca_file;
    boost::asio::ssl::context context;
  };
  std::deque<Entry> entries_;  // a deque, so that existing contexts do not move
};

/// To be called before each handshake: sets SNI, and the name that the certificate must have.
void prepare_handshake(SSL* ssl, const TlsSettings& settings, std::string_view host);

/// The reason for a handshake that failed with `error`, in words: "certificate expired", "host name
/// mismatch: certificate is not for X", …
[[nodiscard]] std::string explain_handshake_failure(SSL* ssl,
                                                    const boost::system::error_code& error);

}  // namespace sluice::net
