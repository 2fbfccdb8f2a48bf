#include <gmock/gmock.h>

#include <filesystem>
#include <string>

#include "tests/support/gateway_process.hpp"
#include "tests/support/parts.hpp"
#include "tests/support/publisher.hpp"
#include "tests/support/soketi.hpp"

// The status page of a running gateway, in a real browser. Of what its file names only one server
// is there.
namespace sluice::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

/// Debian's command is a shell script around the program.
std::string browser() {
  const std::string program = "/usr/lib/chromium/chromium";
  return std::filesystem::exists(program) ? program : find_program("chromium").string();
}

TEST(PageTest, ShowsTheGatewayToAPersonWithAMouseAKeyboardOrAPhone) {
  SLUICE_REQUIRE_PART(GatewayProcess);
  SLUICE_REQUIRE("chromium", browser().empty() ? "no program `chromium`" : "");
  SLUICE_REQUIRE("node", find_program("node").empty() ? "no program `node`" : "");
  SLUICE_REQUIRE("axe-core", missing_package("axe-core"));
  SLUICE_REQUIRE_PART(Driver);
  SLUICE_REQUIRE_PART(Soketi);
  const std::string token = "token-of-the-test-0123";
  Driver driver;
  const Soketi server;
  Publisher publisher{driver, server};
  GatewayProcess gateway{
      {.config = "connections:\n  shop: {url: \"ws://127.0.0.1:9\", key: k, channels: [prices]}\n"
                 "  live: {url: \"" +
                 server.url() + "\", key: " + server.app().key +
                 ", channels: [ticks]}\n"
                 "sinks: {out: {type: stdout}}\nroutes: [{to: out, topic: t}]\n",
       .admin = "  token: " + token + "\n"}};
  gateway.wait_started();
  const TemporaryFolder screenshots;
  Process person{
      {.arguments = {find_program("node").string(), node_script("status_page.cjs").string(),
                     browser(), "http://" + gateway.admin() + "/", token,
                     screenshots.path().string(),
                     (parts_folder() / "node/node_modules").string()}}};
  while (!person.exits_within(std::chrono::milliseconds{50})) {
    publisher.trigger("ticks", "<img src=x onerror='window.injected = 1'>", {{"n", 1}});
  }
  EXPECT_EQ(person.wait_exit(within(std::chrono::seconds{120})), 0) << person.tail();
  EXPECT_THAT(person.lines(),
              ElementsAre("shows what the gateway says of itself",
                          "shows what passes and what runs, and pauses", "draws its rates",
                          "can be used by keyboard",
                          "is there in light and dark, wide and narrow, and accessible",
                          "runs and asks nothing but its own",
                          "asks for the token elsewhere, and shows it nowhere",
                          "has nothing to complain of"));
  EXPECT_GT(std::filesystem::file_size(screenshots.path() / "light-1280.png"), 1000U);
  EXPECT_GT(std::filesystem::file_size(screenshots.path() / "dark-390.png"), 1000U);
}

/// Names come from configurations, brokers and servers.
TEST(PageTest, SetsWhatItShowsAsTextOnly) {
  SLUICE_REQUIRE_PART(GatewayProcess);
  GatewayProcess gateway{{.config = "connections:\n  shop: {url: \"ws://127.0.0.1:9\", key: k, "
                                    "channels: [prices]}\nsinks: {out: {type: stdout}}\n"
                                    "routes: [{to: out, topic: t}]\n"}};
  gateway.wait_started();
  const auto page = gateway.get("/").body;
  EXPECT_THAT(page, HasSubstr("textContent"));
  for (const auto* way : {"innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(",
                          "Function(", "https://"}) {
    EXPECT_THAT(page, Not(HasSubstr(way))) << way;
  }
}

}  // namespace
}  // namespace sluice::test
