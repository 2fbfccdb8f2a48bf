#pragma once

#include <functional>
#include <string_view>

#include "gateway/net/http_client.hpp"

namespace sluice::net {

/// Sends one request, and hands on the body of an answer with status 200 as it comes, until it
/// ends, or `on_part` returns false. The body of any other answer is in the result. An answer that
/// brings nothing for `silence_max` has failed. For commands; it has a loop of its own.
[[nodiscard]] Result<HttpResponse> follow(const HttpEndpoint& endpoint, HttpRequest request,
                                          Duration silence_max,
                                          std::function<bool(std::string_view part)> on_part);

}  // namespace sluice::net
