#include "gateway/net/page_policy.hpp"

#include <gmock/gmock.h>

namespace sluice::net {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

/// The hashes are those of `printf 'b{}' | openssl dgst -sha256 -binary | base64`, and of `f();`.
TEST(PagePolicyTest, NamesTheStyleAndTheScriptByTheirHashes) {
  const auto policy = page_policy("<style>b{}</style><p>x</p><script>f();</script>");
  EXPECT_THAT(policy, StartsWith("default-src 'none'; "));
  EXPECT_THAT(policy,
              HasSubstr("style-src 'sha256-7yqHVAesot11p6HczDsgKRipvI5UPgs97z80zNXlans='; "));
  EXPECT_THAT(policy,
              HasSubstr("script-src 'sha256-9RATIFdqkCJTNwEc6+pNG0qjxmJA9pKWbaKmy3Jw3G0='; "));
  EXPECT_THAT(policy, HasSubstr("connect-src 'self'"));
  EXPECT_THAT(policy, Not(HasSubstr("unsafe")));
}

}  // namespace
}  // namespace sluice::net
