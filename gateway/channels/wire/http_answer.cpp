#include "gateway/channels/wire/http_answer.hpp"

#include <algorithm>

#include "gateway/text/json_syntax.hpp"

namespace sluice::channels {
namespace {

constexpr unsigned not_found = 404;
constexpr unsigned method_not_allowed = 405;
constexpr unsigned proxy_authentication_required = 407;
constexpr unsigned misdirected_request = 421;

bool is_of_routing(unsigned status) {
  return status == not_found || status == method_not_allowed ||
         status == proxy_authentication_required || status == misdirected_request;
}

bool is_page(std::string_view body) {
  const auto first = body.find_first_not_of(" \t\r\n");
  return first != std::string_view::npos && body[first] == '<';
}

}  // namespace

bool is_of_a_proxy(const HttpAnswer& answer) {
  if (answer.succeeded()) return is_page(answer.body);
  return is_of_routing(answer.status) && !text::is_json(answer.body);
}

Duration pause_asked_for(std::optional<Duration> retry_after) noexcept {
  constexpr Duration most{600'000};
  return std::min(retry_after.value_or(Duration(0)), most);
}

}  // namespace sluice::channels
