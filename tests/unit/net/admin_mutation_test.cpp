#include "gateway/net/admin_mutation.hpp"

#include <gtest/gtest.h>

namespace sluice::net {
namespace {

constexpr Mutation good{
    .over_loopback = true, .host = "127.0.0.1:9464", .origin = "", .requested_by = "curl"};

TEST(AdminMutationTest, IsTakenOverLoopbackWithAHeaderThatNoForeignPageCanSet) {
  for (const auto host : {"localhost", "localhost:9464", "127.0.0.1", "[::1]", "[::1]:9464"}) {
    Mutation request = good;
    request.host = host;
    EXPECT_EQ(mutation_fault(request), std::nullopt) << host;
  }
  Mutation remote = good;
  remote.over_loopback = false;
  EXPECT_NE(mutation_fault(remote), std::nullopt);
  Mutation without = good;
  without.requested_by = "";
  EXPECT_NE(mutation_fault(without), std::nullopt);
}

TEST(AdminMutationTest, RefusesANameThatWasReboundToThisMachine) {
  for (const auto host : {"", "evil.example:9464", "localhost.evil.example",
                          "127.0.0.1.evil.example", "[::1].evil.example", "[::1", "::1"}) {
    Mutation request = good;
    request.host = host;
    EXPECT_NE(mutation_fault(request), std::nullopt) << host;
  }
}

TEST(AdminMutationTest, RefusesAnotherPage) {
  Mutation request = good;
  request.origin = "http://127.0.0.1:9464";
  EXPECT_EQ(mutation_fault(request), std::nullopt);
  for (const auto origin :
       {"http://127.0.0.1:8080", "https://127.0.0.1:9464", "null", "http://a"}) {
    request.origin = origin;
    EXPECT_NE(mutation_fault(request), std::nullopt) << origin;
  }
}

}  // namespace
}  // namespace sluice::net
