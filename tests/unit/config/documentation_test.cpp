#include "config/documentation.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/config/loading.hpp"

namespace sluice::config {
namespace {

using testing::HasSubstr;
using testing::Not;

/// A file with a secret in every place that takes one; each is `planted-` and a number.
std::string with_planted_secrets() {
  int count = 0;
  const auto next = [&] { return fmt::format("planted-{}", ++count); };
  std::string text = "connections:\n";
  for (const auto* name : {"a", "b"}) {
    text += fmt::format(
        "  {}:\n    cluster: eu\n    key: abc\n"
        "    headers: {{Origin: {}, Cookie: {}}}\n"
        "    auth: {{headers: {{X-A: {}, X-B: {}}}, params: {{p: {}, q: {}}}, secret: {}}}\n"
        "    api: {{app_id: 1, secret: {}}}\n",
        name, next(), next(), next(), next(), next(), next(), next(), next());
  }
  text += "sinks:\n";
  for (const auto* name : {"x", "y"}) {
    text += fmt::format(
        "  {}: {{type: sample, brokers: [b], properties: {{sasl.password: {}, z: {}}}, "
        "login: {{user: u, password: {}}}}}\n",
        name, next(), next(), next());
  }
  text += fmt::format("sources:\n  z: {{type: sample, topics: [t], password: {}}}\n", next());
  return text +
         "routes:\n  - {to: x, topic: t}\n"
         "returns:\n  - {from: z, to: a, channel: c, event: e}\n";
}

std::string printed(std::string_view text) {
  const Loaded loaded = load_sample(text);
  EXPECT_EQ(problems_of(loaded), "");
  return loaded ? print(*loaded, sample_types()) : "";
}

TEST(Printer, ShowsNoSecretEver) {
  const std::string text = with_planted_secrets();
  ASSERT_THAT(text, HasSubstr("planted-23"));
  const std::string shown = printed(text);
  EXPECT_THAT(shown, Not(HasSubstr("planted")));
  EXPECT_THAT(shown, HasSubstr(R"(sasl.password: "***")"));
}

TEST(Printer, ShowsNoLoginAndNoQueryOfAUrl) {
  const std::string shown = printed(with_connection(
      "    auth: {endpoint: \"https://a.example:8443/pusher/auth?token=planted\"}\n"));
  EXPECT_THAT(shown, Not(HasSubstr("planted")));
  EXPECT_THAT(shown, HasSubstr("endpoint: \"https://a.example:8443/pusher/auth?***\"\n"));
}

TEST(Printer, ShowsThatASecretIsNotSet) {
  EXPECT_THAT(printed(with_connection("")), HasSubstr("      secret: \"\"\n"));
}

TEST(Printer, ShowsEveryDefault) {
  const std::string shown = printed(with_connection(""));
  EXPECT_THAT(shown, HasSubstr("    reconnect:\n      initial: 1s\n      max: 30s\n"));
  EXPECT_THAT(shown, HasSubstr("    outbox:\n      max_records: 100000\n      max_bytes: 64MiB\n"));
  EXPECT_THAT(shown, HasSubstr("    linger: 5ms\n"));
}

TEST(Printer, WritesAFileThatReadsBackTheSame) {
  const std::string shown = printed(with_connection(
      R"(    channels: [trades, private-orders]
    auth: {secret: x, user_id: "$${KEY} \"q\" \\ \t é: #", user_info: '{"a": [1]}'}
)"));
  EXPECT_EQ(printed(shown), shown);
}

TEST(Printer, QuotesTextThatYamlWouldTakeForSomethingElse) {
  EXPECT_EQ(to_yaml(std::string{"null"}), "\"null\"");
  EXPECT_EQ(to_yaml(std::string{"~"}), "\"~\"");
  EXPECT_EQ(to_yaml(std::string{"*"}), "\"*\"");
  EXPECT_EQ(to_yaml(std::string{"a: b"}), "\"a: b\"");
  EXPECT_EQ(to_yaml(std::string{"- a"}), "\"- a\"");
  EXPECT_EQ(to_yaml(std::string{"a\nb"}), "\"a\\x0ab\"");
  EXPECT_EQ(to_yaml(std::string{"plain/a.b-c"}), "plain/a.b-c");
}

class Description : public testing::Test {
 protected:
  const std::string text = describe(sample_types());
};

TEST_F(Description, HasATableForEachSection) {
  for (const auto* section :
       {"### Top level\n", "### `connections.NAME`\n", "### `connections.NAME.auth`\n",
        "### `connections.NAME.auth.tls`\n", "### `sinks.NAME`\n", "### `sinks.NAME.outbox`\n",
        "### `routes[]`\n", "### `routes[].match`\n", "### `sources.NAME.window`\n",
        "### `returns[].match`\n", "### `returns[].dead_letter`\n", "### `admin.ready`\n",
        "### `log`\n"}) {
    EXPECT_THAT(text, HasSubstr(section));
  }
}

TEST_F(Description, ShowsDefaultRangeAndMeaningOfAKey) {
  EXPECT_THAT(text, HasSubstr("| `drain_timeout` | duration | `10s` | 0ms..1h | At SIGTERM: "));
  EXPECT_THAT(text, HasSubstr("| `key` | text | required |  | The app's key. Example: "));
}

TEST_F(Description, IncludesTheFieldsOfEveryConnector) {
  EXPECT_THAT(text, HasSubstr("### `sinks.NAME` with `type: sample`\n\nWrites to nowhere.\n"));
  EXPECT_THAT(text, HasSubstr("### `sources.NAME` with `type: sample`\n\nReads from nowhere.\n"));
  EXPECT_THAT(text, HasSubstr("### `sinks.NAME.login` with `type: sample`\n"));
  EXPECT_THAT(text, HasSubstr("### `sinks.NAME.proxy` with `type: sample`\n"));
  EXPECT_THAT(text, HasSubstr("| `acks` | `leader`, `everyone` | `everyone` |"));
  EXPECT_THAT(text, HasSubstr("| `properties` | map of text to secret text |  |"));
}

TEST_F(Description, EscapesWhatWouldEndATablesCell) {
  EXPECT_THAT(text, HasSubstr("Keep the last \\| only the last."));
}

}  // namespace
}  // namespace sluice::config
