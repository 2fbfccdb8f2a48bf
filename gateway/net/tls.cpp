#include "gateway/net/tls.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <boost/asio/error.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/beast/core/error.hpp>
#include <memory>
#include <utility>

namespace sluice::net {
namespace {

namespace ssl = boost::asio::ssl;

bool is_address(const std::string& host) {
  in6_addr address{};
  return inet_pton(AF_INET, host.c_str(), &address) == 1 ||
         inet_pton(AF_INET6, host.c_str(), &address) == 1;
}

struct OpensslFree {
  void operator()(char* text) const { OPENSSL_free(text); }
};

/// The name or address that prepare_handshake required in the certificate.
std::string expected_name(SSL* ssl) {
  auto* wanted = SSL_get0_param(ssl);
  if (const auto* name = X509_VERIFY_PARAM_get0_host(wanted, 0)) return name;
  const std::unique_ptr<char, OpensslFree> address{X509_VERIFY_PARAM_get1_ip_asc(wanted)};
  return address ? address.get() : "";
}

std::string explain_verification(SSL* ssl, long result) {
  switch (result) {
    case X509_V_ERR_CERT_HAS_EXPIRED:
      return "certificate expired";
    case X509_V_ERR_CERT_NOT_YET_VALID:
      return "certificate is not yet valid";
    case X509_V_ERR_HOSTNAME_MISMATCH:
    case X509_V_ERR_IP_ADDRESS_MISMATCH:
      return fmt::format("host name mismatch: certificate is not for {}", expected_name(ssl));
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
      return "self-signed certificate";
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
      return "self-signed certificate in the chain: its authority is not trusted here";
    default:
      return X509_verify_cert_error_string(result);
  }
}

bool same_names(const config::TlsFiles& one, const config::TlsFiles& other) {
  return one.ca_file.name() == other.ca_file.name() &&
         one.cert_file.name() == other.cert_file.name() &&
         one.key_file.name() == other.key_file.name();
}

bool same_content(const config::PemFile& one, const config::PemFile& other) {
  return one.empty() || one.digest() == other.digest();
}

/// Of files of the same names.
bool same_content(const config::TlsFiles& one, const config::TlsFiles& other) {
  return same_content(one.ca_file, other.ca_file) && same_content(one.cert_file, other.cert_file) &&
         same_content(one.key_file, other.key_file);
}

/// For a server that asks who we are.
Result<void> show_certificate(ssl::context& context, const config::TlsFiles& files) {
  if (files.cert_file.empty()) return {};
  boost::system::error_code error;
  context.use_certificate_chain_file(files.cert_file.path(), error);
  if (error)
    return Error{fmt::format("certificate {}: {}", files.cert_file.name(), error.message())};
  const config::PemFile& key = files.key();
  context.use_private_key_file(key.path(), ssl::context::pem, error);
  if (error) return Error{fmt::format("private key {}: {}", key.name(), error.message())};
  return {};
}

Result<ssl::context> make_client_context(const TlsSettings& settings) {
  ssl::context context{ssl::context::tls_client};
  SSL_CTX_set_min_proto_version(context.native_handle(), TLS1_2_VERSION);
  context.set_verify_mode(settings.verify ? ssl::verify_peer : ssl::verify_none);
  boost::system::error_code error;
  if (settings.ca_file.empty()) {
    context.set_default_verify_paths(error);
    if (error) return Error{"the system's certificates: " + error.message()};
  } else {
    context.load_verify_file(settings.ca_file.path(), error);
    if (error) {
      return Error{fmt::format("CA file {}: {}", settings.ca_file.name(), error.message())};
    }
  }
  if (auto shown = show_certificate(context, settings); !shown) return std::move(shown).error();
  return context;
}

}  // namespace

bool TlsSettings::operator==(const TlsSettings& other) const {
  return verify == other.verify && server_name == other.server_name && same_names(*this, other);
}

TlsContexts::Entry* TlsContexts::find(const TlsSettings& settings) {
  const auto found = std::ranges::find_if(entries_, [&settings](const Entry& entry) {
    return entry.made_of.verify == settings.verify && same_names(entry.made_of, settings);
  });
  return found == entries_.end() ? nullptr : &*found;
}

Result<ssl::context*> TlsContexts::of(const TlsSettings& settings) {
  if (auto* const entry = find(settings)) return &entry->context;
  auto made = make_client_context(settings);
  if (!made) return std::move(made).error();
  return &entries_.emplace_back(Entry{settings, *std::move(made)}).context;
}

Result<void> TlsContexts::prepare(const TlsSettings& settings) {
  auto* const entry = find(settings);
  if (entry == nullptr) {
    if (auto made = of(settings); !made) return std::move(made).error();
    return {};
  }
  if (same_content(entry->made_of, settings)) return {};
  const bool is_known = std::ranges::find(prepared_, entry, &Prepared::entry) != prepared_.end();
  if (is_known) return {};
  auto made = make_client_context(settings);
  if (!made) return std::move(made).error();
  prepared_.push_back({entry, {settings, *std::move(made)}});
  return {};
}

void TlsContexts::follow() {
  for (auto& [entry, next] : std::exchange(prepared_, {})) *entry = std::move(next);
}

void TlsContexts::discard() noexcept {
  prepared_.clear();
}

void prepare_handshake(SSL* ssl, const TlsSettings& settings, std::string_view host) {
  std::string name{settings.server_name.empty() ? host : settings.server_name};
  auto* wanted = SSL_get0_param(ssl);
  if (is_address(name)) {  // SNI carries names only (RFC 6066)
    X509_VERIFY_PARAM_set1_ip_asc(wanted, name.c_str());
    return;
  }
  // The expansion of SSL_set_tlsext_host_name, without its C casts.
  SSL_ctrl(ssl, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, name.data());
  SSL_set_hostflags(ssl, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
  X509_VERIFY_PARAM_set1_host(wanted, name.c_str(), name.size());
}

std::string explain_handshake_failure(SSL* ssl, const boost::system::error_code& error) {
  const auto result = SSL_get_verify_result(ssl);
  const bool verified = (SSL_get_verify_mode(ssl) & SSL_VERIFY_PEER) != 0;
  if (verified && result != X509_V_OK) return explain_verification(ssl, result);
  if (error == ssl::error::stream_truncated || error == boost::asio::error::eof) {
    return "the server closed the connection";
  }
  if (error == boost::beast::error::timeout) return "timed out";
  if (error.category() == boost::asio::error::get_ssl_category() &&
      ERR_GET_REASON(static_cast<unsigned long>(error.value())) == SSL_R_WRONG_VERSION_NUMBER) {
    return "the server does not speak TLS on this port";
  }
  return error.message();
}

}  // namespace sluice::net
