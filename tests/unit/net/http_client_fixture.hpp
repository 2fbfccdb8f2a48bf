#pragma once

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <memory>
#include <source_location>
#include <string>
#include <vector>

#include "gateway/net/form.hpp"
#include "gateway/net/http_client.hpp"
#include "tests/support/caller.hpp"
#include "tests/unit/net/run_until.hpp"
#include "tests/unit/net/scripted_server.hpp"

namespace sluice::net {

/// A client and what it was told, in one loop with the servers that a test scripts.
class HttpClientFixture : public testing::Test {
 protected:
  HttpEndpoint endpoint(std::uint16_t port, std::string_view scheme = "http",
                        std::string_view host = "127.0.0.1") {
    HttpEndpoint made;
    made.name = "auth endpoint";
    made.url = *config::parse_http_url(fmt::format("{}://{}:{}/auth?a=1", scheme, host, port));
    made.timeout = Duration{20'000};
    made.concurrent_max = 8;
    made.answer_max = 64 * 1024;
    return made;
  }

  void connect(HttpEndpoint to) {
    auto made = HttpClient::make(loop_, lookups_, std::move(to), contexts_);
    ASSERT_TRUE(made) << made.error().message;
    client_ = *std::move(made);
  }

  void post(std::string body = "a=b") {
    post({.content_type = form_content_type, .body = std::move(body)});
  }
  void post(HttpRequest request) {
    client_->send(std::move(request), [this](Result<HttpResponse> result) {
      results_.push_back(result ? fmt::format("{} {}", result->status, result->body)
                                : result.error().message);
    });
  }

  /// Waits until `count` requests have been answered.
  const std::vector<std::string>& results(
      std::size_t count, std::source_location caller = std::source_location::current()) {
    const auto trace = test::called_from(caller);
    EXPECT_TRUE(run_until(loop_, [&] { return results_.size() >= count; }));
    return results_;
  }

  TlsContexts contexts_;
  boost::asio::io_context loop_;
  Lookups lookups_{loop_};
  std::vector<std::string> results_;
  std::unique_ptr<HttpClient> client_;
};

}  // namespace sluice::net
