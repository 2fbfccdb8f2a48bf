#include "gateway/net/admin_access.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <functional>
#include <vector>

namespace sluice::net {
namespace {

using boost::asio::ip::make_address;

const std::vector<std::string> names{"gateway.internal"};

/// Of one who is logged in here and changes something.
AdminRequest good() {
  return {.purpose = AdminPurpose::change,
          .local = make_address("127.0.0.1"),
          .peer = make_address("127.0.0.1"),
          .host = "127.0.0.1:9464",
          .origin = "",
          .requested_by = "curl"};
}

unsigned status_of(const AdminRequest& request) {
  const auto refusal = admin_refusal(request, names);
  return refusal ? refusal->status : 200;
}

std::string described(const AdminRequest& request) {
  return fmt::format(
      "purpose {} from {} forwarded {} tls {} host '{}' origin '{}' by '{}' token {}",
      static_cast<int>(request.purpose), request.peer.to_string(), request.forwarded, request.tls,
      request.host, request.origin, request.requested_by, static_cast<int>(request.token));
}

/// Calls `look` with every combination of what a request can be.
void for_every_request(const std::function<void(const AdminRequest&)>& look) {
  std::vector<AdminRequest> all{AdminRequest{.local = make_address("192.0.2.1")}};
  const auto times = [&all](auto AdminRequest::*member, const auto& values) {
    std::vector<AdminRequest> more;
    for (auto request : all) {
      for (const auto& value : values) {
        request.*member = value;
        more.push_back(request);
      }
    }
    all = std::move(more);
  };
  using Texts = std::vector<std::string_view>;
  times(&AdminRequest::purpose,
        std::vector{AdminPurpose::watch, AdminPurpose::read, AdminPurpose::change});
  times(&AdminRequest::peer,
        std::vector{make_address("127.0.0.1"), make_address("::1"),
                    make_address("::ffff:127.0.0.1"), make_address("::ffff:192.0.2.9"),
                    make_address("192.0.2.9"), make_address("2001:db8::9")});
  times(&AdminRequest::tls, std::vector{0, 1});
  times(&AdminRequest::forwarded, std::vector{0, 1});
  times(&AdminRequest::host, Texts{"localhost:9464", "192.0.2.1", "evil.example:9464", ""});
  times(&AdminRequest::origin,
        Texts{"", "null", "http://localhost:9464", "https://localhost:9464", "http://192.0.2.1",
              "https://192.0.2.1", "http://evil.example:9464", "https://evil.example:9464"});
  times(&AdminRequest::requested_by, Texts{"", "me"});
  times(&AdminRequest::token, std::vector{TokenState::none_set, TokenState::absent,
                                          TokenState::wrong, TokenState::right});
  EXPECT_EQ(all.size(), 3U * 6 * 2 * 2 * 4 * 8 * 2 * 4);
  for (const auto& request : all) look(request);
}

bool is_peer_loopback(const AdminRequest& request) {
  return request.peer.to_string().ends_with("127.0.0.1") || request.peer.to_string() == "::1";
}

bool has_own_host(const AdminRequest& request) {
  return request.host == "localhost:9464" || request.host == "192.0.2.1";
}

bool has_own_origin(const AdminRequest& request) {
  const std::string scheme = request.tls ? "https://" : "http://";
  return request.origin.empty() || request.origin == scheme + std::string{request.host};
}

/// What an answer takes, said the other way round: as what is enough.
unsigned wanted_status(const AdminRequest& request) {
  if (is_peer_loopback(request) && !has_own_host(request)) return 421;
  if (request.purpose == AdminPurpose::watch) return 200;
  if (request.token == TokenState::wrong) return 401;
  const bool here = is_peer_loopback(request) && !request.forwarded;
  const bool shown = request.token == TokenState::right;
  if (!here && !shown) return request.token == TokenState::absent ? 401 : 403;
  if (request.purpose == AdminPurpose::read) return 200;
  return (shown || !request.requested_by.empty()) && has_own_origin(request) ? 200 : 403;
}

TEST(AdminAccessTest, IsGrantedToTheseRequestsAndToNoOther) {
  for_every_request([](const AdminRequest& request) {
    EXPECT_EQ(status_of(request), wanted_status(request)) << described(request);
  });
}

TEST(AdminAccessTest, FromElsewhereIsGrantedWithTheTokenOnly) {
  for_every_request([](const AdminRequest& request) {
    const bool here = is_peer_loopback(request) && !request.forwarded;
    if (here || request.purpose == AdminPurpose::watch || status_of(request) != 200) return;
    EXPECT_EQ(request.token, TokenState::right) << described(request);
  });
}

TEST(AdminAccessTest, IsGrantedOverLoopbackUnderTheNamesOfThisMachine) {
  for (const auto host : {"localhost", "LocalHost:9464", "127.0.0.1", "[::1]", "[::1]:9464",
                          "gateway.internal", "Gateway.Internal:80"}) {
    auto request = good();
    request.host = host;
    EXPECT_EQ(status_of(request), 200) << host;
  }
}

TEST(AdminAccessTest, IsGrantedUnderTheAddressWhereTheRequestArrives) {
  auto request = good();
  request.local = make_address("::ffff:127.0.0.53");
  request.host = "127.0.0.53:9464";
  EXPECT_EQ(status_of(request), 200);
  request.local = make_address("2001:db8::1");
  request.host = "[2001:DB8:0::1]:9464";
  EXPECT_EQ(status_of(request), 200);
  request.host = "192.0.2.7";
  EXPECT_EQ(status_of(request), 421);
}

TEST(AdminAccessTest, IsRefusedUnderANameThatWasReboundToThisMachine) {
  for (const auto host :
       {"", "evil.example:9464", "localhost.evil.example", "127.0.0.1.evil.example",
        "[::1].evil.example", "[::1", "::1", "localhost.", "gateway.internal.evil.example"}) {
    auto request = good();
    request.host = host;
    for (const auto purpose : {AdminPurpose::watch, AdminPurpose::read, AdminPurpose::change}) {
      request.purpose = purpose;
      EXPECT_EQ(status_of(request), 421) << host;
    }
  }
}

TEST(AdminAccessTest, OfAChangeIsRefusedToAnotherPage) {
  auto request = good();
  request.origin = "http://127.0.0.1:9464";
  EXPECT_EQ(status_of(request), 200);
  for (const auto origin :
       {"http://127.0.0.1:8080", "https://127.0.0.1:9464", "null", "http://a"}) {
    request.origin = origin;
    EXPECT_EQ(status_of(request), 403) << origin;
  }
}

}  // namespace
}  // namespace sluice::net
