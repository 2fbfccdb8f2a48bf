#include "gateway/net/tunnel_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>

#include "config/visible_text.hpp"
#include "gateway/telemetry/version.hpp"
#include "gateway/text/base64.hpp"

namespace sluice::net {
namespace http = boost::beast::http;

namespace {

constexpr std::uint32_t header_bytes_max = 8 * 1024;
constexpr std::string_view basic = "basic";
constexpr std::size_t shown_reason_max = 100;
constexpr std::uint16_t https_port = 443;

std::string host_and_port(const config::Url& url) {
  const bool ipv6 = url.host.find(':') != url.host.npos;
  return fmt::format("{}{}{}:{}", ipv6 ? "[" : "", url.host, ipv6 ? "]" : "", url.port);
}

/// `lower` is a small letter.
bool same_letter(char letter, char lower) noexcept {
  return letter == lower || letter == lower - 'a' + 'A';
}

/// A proxy that does not say which logins it takes may take this one.
template <class Answer>
bool offers_basic(const Answer& answer) {
  const auto [first, last] = answer.equal_range(http::field::proxy_authenticate);
  return first == last || std::any_of(first, last, [](const auto& offer) {
           const auto value = offer.value();
           return std::search(value.begin(), value.end(), basic.begin(), basic.end(),
                              same_letter) != value.end();
         });
}

}  // namespace

std::string tunnel_request(const config::Proxy& proxy, const config::Url& target) {
  const auto to = host_and_port(target);
  auto text = fmt::format("CONNECT {} HTTP/1.1\r\nHost: {}\r\nUser-Agent: sluice/{}\r\n", to, to,
                          telemetry::version());
  if (!proxy.login.empty()) {
    text += fmt::format("Proxy-Authorization: Basic {}\r\n", text::base64(proxy.login));
  }
  return text + "\r\n";
}

struct TunnelAnswer::Parser {
  http::response_parser<http::empty_body> http;
};

TunnelAnswer::TunnelAnswer(const config::Proxy& proxy, const config::Url& target)
    : parser_(std::make_unique<Parser>()), proxy_(proxy), target_(target) {
  parser_->http.header_limit(header_bytes_max);
  parser_->http.skip(true);
}
TunnelAnswer::~TunnelAnswer() = default;

Result<bool> TunnelAnswer::feed(std::string_view bytes) {
  held_ += bytes;
  boost::system::error_code error;
  held_.erase(0, parser_->http.put(boost::asio::buffer(held_), error));
  if (error == http::error::need_more) return false;
  if (error == http::error::header_limit) {
    return Error{fmt::format("its answer has a header of more than {} bytes", header_bytes_max)};
  }
  if (error) return Error{fmt::format("its answer is not HTTP: {}", error.message())};
  if (!parser_->http.is_header_done()) return false;
  if (parser_->http.get().result_int() / 100 != 2) return refusal();
  if (!held_.empty()) return Error{"it sent something before anything was asked of the server"};
  return true;
}

Error TunnelAnswer::refusal() const {
  const auto& answer = parser_->http.get();
  const auto reason = answer.reason().substr(0, shown_reason_max);
  std::string text =
      fmt::format("refuses a tunnel to {}: {} {}", host_and_port(target_), answer.result_int(),
                  config::visible(std::string_view{reason.data(), reason.size()}));
  if (answer.result() == http::status::proxy_authentication_required) {
    text += !offers_basic(answer)  ? " (it takes no Basic login)"
            : proxy_.login.empty() ? " (it wants a login)"
                                   : " (it does not take the login)";
  } else if (answer.result() == http::status::forbidden && target_.port != https_port) {
    text += " (many proxies allow port 443 only)";
  }
  return Error{std::move(text)};
}

}  // namespace sluice::net
