#include "gateway/net/admin_tls.hpp"

#include <fmt/format.h>
#include <openssl/ssl.h>

#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <utility>

#include "config/text_file.hpp"

namespace sluice::net {
namespace {

namespace asio = boost::asio;
namespace ssl = boost::asio::ssl;

/// Larger than any chain of certificates.
constexpr std::size_t largest = 1 << 20;

/// The content of both files, or why one cannot be read, as text.
struct Pair {
  Result<std::string> certificate;
  Result<std::string> key;
};

Pair read(const config::AdminTls& files) {
  return {config::read_text_file(files.certificate_file, largest),
          config::read_text_file(files.key_file, largest)};
}

config::Digest digest_of(const Result<std::string>& content) {
  return config::digest_of(content ? "=" + *content : "!" + content.error().message);
}

Error about(const std::string& file, const std::string& what) {
  return Error{fmt::format("file {}: {}", file, what)};
}

Result<ssl::context> make_context(const config::AdminTls& files, const Pair& pair) {
  if (!pair.certificate) return about(files.certificate_file, pair.certificate.error().message);
  if (!pair.key) return about(files.key_file, pair.key.error().message);
  ssl::context context{ssl::context::tls_server};
  SSL_CTX_set_min_proto_version(context.native_handle(), TLS1_2_VERSION);
  boost::system::error_code error;
  context.use_certificate_chain(asio::buffer(*pair.certificate), error);
  if (error) return about(files.certificate_file, error.message());
  // Without this OpenSSL would ask the terminal for the password of an encrypted key.
  context.set_password_callback([](std::size_t, auto) { return std::string{}; }, error);
  // Fails for the key of another certificate as well.
  if (!error) context.use_private_key(asio::buffer(*pair.key), ssl::context::pem, error);
  if (error) return about(files.key_file, error.message());
  return context;
}

}  // namespace

Result<AdminTls> AdminTls::make(config::AdminTls files, const telemetry::Log& log) {
  const auto pair = read(files);
  auto context = make_context(files, pair);
  if (!context) return std::move(context).error();
  return AdminTls{std::move(files),
                  {digest_of(pair.certificate), digest_of(pair.key)},
                  *std::move(context),
                  log};
}

AdminTls::AdminTls(config::AdminTls files, const Seen& seen, ssl::context context,
                   const telemetry::Log& log)
    : files_(std::move(files)), seen_(seen), context_(std::move(context)), log_(&log) {}

ssl::context& AdminTls::context() {
  const auto pair = read(files_);
  if (const Seen now{digest_of(pair.certificate), digest_of(pair.key)}; now != seen_) {
    seen_ = now;
    if (auto context = make_context(files_, pair)) {
      context_ = *std::move(context);
      log_->info("admin.tls: a new certificate", {{"file", files_.certificate_file}});
    } else {
      log_->warn("admin.tls cannot be read again; the last certificate remains",
                 {{"problem", context.error().message}});
    }
  }
  return context_;
}

}  // namespace sluice::net
