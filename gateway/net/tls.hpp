#pragma once

#include <openssl/types.h>

#include <boost/asio/ssl/context.hpp>
#include <boost/system/error_code.hpp>
#include <deque>
#include <string>
#include <string_view>

#include "config/pem_file.hpp"
#include "gateway/core/error.hpp"

namespace sluice::net {

/// TLS as a client. A `ca_file` replaces the system's store, as with curl's --cacert.
struct TlsSettings : config::TlsFiles {
  bool verify = true;       ///< verifies the peer's certificate chain and host name
  std::string server_name;  ///< for SNI and verification; empty: the dialled host

  /// Files are the same by their names, whatever they contain.
  bool operator==(const TlsSettings& other) const;
};

/// The client contexts of one thread, one for each choice of authorities and of our certificate.
/// They are shared, because each holds every certificate of its store: most of a mebibyte for the
/// system's store. When files have another content, their context is exchanged in its place: the
/// next handshake uses that, and streams that stand keep the former.
class TlsContexts {
 public:
  /// TLS 1.2 or later. Valid while this object lives. Made of the content of `settings`, if there
  /// is none for files of these names; fails when that is of no use.
  [[nodiscard]] Result<boost::asio::ssl::context*> of(const TlsSettings& settings);

  /// Makes a context of the content of `settings`, for follow(); fails as of(). One that is the
  /// first for files of these names can be used at once.
  [[nodiscard]] Result<void> prepare(const TlsSettings& settings);
  /// After prepare(): what was made is used from now on.
  void follow();
  /// After prepare(): undoes it.
  void discard() noexcept;

 private:
  struct Entry {
    TlsSettings made_of;
    boost::asio::ssl::context context;
  };
  struct Prepared {
    Entry* entry;
    Entry next;
  };

  [[nodiscard]] Entry* find(const TlsSettings& settings);

  std::deque<Entry> entries_;  // a deque, so that existing contexts do not move
  std::deque<Prepared> prepared_;
};

/// To be called before each handshake: sets SNI, and the name that the certificate must have.
void prepare_handshake(SSL* ssl, const TlsSettings& settings, std::string_view host);

/// The reason for a handshake that failed with `error`, in words: "certificate expired", "host name
/// mismatch: certificate is not for X", …
[[nodiscard]] std::string explain_handshake_failure(SSL* ssl,
                                                    const boost::system::error_code& error);

}  // namespace sluice::net
