#include "gateway/net/upgrade.hpp"

#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

#include <algorithm>
#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/beast/core/string.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/rfc7230.hpp>

#include "gateway/net/http_times.hpp"
#include "gateway/telemetry/version.hpp"

namespace sluice::net {
namespace http = boost::beast::http;

namespace {

std::string base64(const unsigned char* bytes, std::size_t size) {
  std::string text(4 * ((size + 2) / 3) + 1, '\0');
  const int length =
      EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()), bytes, static_cast<int>(size));
  text.resize(static_cast<std::size_t>(length));
  return text;
}

/// Whether one of the headers has this name; case does not matter.
bool names(const std::vector<std::pair<std::string, std::string>>& headers, std::string_view name) {
  return std::ranges::any_of(headers, [&](const auto& header) {
    return boost::beast::iequals(header.first, {name.data(), name.size()});
  });
}

}  // namespace

std::string make_websocket_key() {
  std::array<unsigned char, 16> bytes{};
  SLUICE_ASSERT(RAND_bytes(bytes.data(), bytes.size()) == 1,
                "OpenSSL's generator is seeded by the kernel");
  return base64(bytes.data(), bytes.size());
}

std::string accept_for(std::string_view key) {
  const auto text = fmt::format("{}258EAFA5-E914-47DA-95CA-C5AB0DC85B11", key);
  std::array<unsigned char, 20> digest{};
  EVP_Digest(text.data(), text.size(), digest.data(), nullptr, EVP_sha1(), nullptr);
  return base64(digest.data(), digest.size());
}

std::string upgrade_request(std::string_view host, std::string_view target, std::string_view key,
                            const std::vector<std::pair<std::string, std::string>>& headers) {
  std::string text = fmt::format("GET {} HTTP/1.1\r\n", target);
  // Headers of the configuration replace ours. A server finds its tenant by `Host`, and firewalls
  // refuse requests without `User-Agent`.
  if (!names(headers, "Host")) text += fmt::format("Host: {}\r\n", host);
  if (!names(headers, "User-Agent")) {
    text += fmt::format("User-Agent: sluice/{}\r\n", telemetry::version());
  }
  text += fmt::format(
      "Upgrade: websocket\r\nConnection: Upgrade\r\n"
      "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {}\r\n",
      key);
  for (const auto& [name, value] : headers) text += fmt::format("{}: {}\r\n", name, value);
  return text + "\r\n";
}

struct UpgradeAnswer::Parser {
  http::response_parser<http::empty_body> http;
};

UpgradeAnswer::UpgradeAnswer() : parser_(std::make_unique<Parser>()) {
  parser_->http.header_limit(8 * 1024);
}
UpgradeAnswer::~UpgradeAnswer() = default;

Result<bool> UpgradeAnswer::feed(std::string_view bytes, std::string_view key) {
  held_ += bytes;
  boost::system::error_code error;
  const auto used = parser_->http.put(boost::asio::buffer(held_), error);
  held_.erase(0, used);
  if (error == http::error::need_more) return false;
  if (error)
    return Error{fmt::format("the answer to the upgrade is not HTTP: {}", error.message())};
  if (!parser_->http.is_header_done()) return false;
  const auto& answer = parser_->http.get();
  if (answer.result_int() != 101) {
    const auto reason = answer.reason();
    return Error{fmt::format("the server answered {} {} instead of upgrading", answer.result_int(),
                             std::string_view(reason.data(), reason.size()))};
  }
  if (!http::token_list(answer[http::field::upgrade]).exists("websocket") ||
      !http::token_list(answer[http::field::connection]).exists("upgrade") ||
      answer["Sec-WebSocket-Accept"] != accept_for(key)) {
    return Error{"the answer to the upgrade does not accept the WebSocket key"};
  }
  // The request offers no extension: with one, the frames would have another meaning.
  if (answer.count("Sec-WebSocket-Extensions") != 0) {
    return Error{"the answer to the upgrade has an extension, and none is supported"};
  }
  return true;
}

std::optional<Duration> UpgradeAnswer::retry_after(WallTime now) const {
  if (!parser_->http.is_header_done()) return std::nullopt;
  const auto value = parser_->http.get()[http::field::retry_after];
  return read_retry_after({value.data(), value.size()}, now);
}

}  // namespace sluice::net
