#include <gmock/gmock.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "tests/support/driver.hpp"
#include "tests/support/gateway_process.hpp"
#include "tests/support/parts.hpp"
#include "tests/transcripts/differences.hpp"
#include "tests/transcripts/json_schema.hpp"
#include "tests/transcripts/transcript.hpp"

// The transcripts served over real WebSockets to pusher-js and to the gateway: what the two bring
// to their users is the same but where differences.txt says why.
namespace sluice::test {
namespace {

using nlohmann::json;
using testing::IsEmpty;

/// How long the server waits for a client that does something else than written.
constexpr std::chrono::seconds patience{10};

/// A transcript up to where only a clock turned by hand, or a user, could go on.
struct WirePart {
  std::string name;  ///< of the connection and the app key
  json channels = json::array();
  json steps = json::array();
  bool signs_in = false;
  bool whole = true;
};

bool needs_more_than_a_wire(const NotationLine& line) {
  if (line.word == "+") return line.text != "next try";
  if (line.word == "@") return line.text == "tls";
  if (line.word == "!") return line.text == "unreachable" || line.text.starts_with("try after");
  if (line.word == "again") return line.text.ends_with("m");  // minutes
  const std::set<std::string_view> of_the_user{"subscribe", "unsubscribe", "publish", "stop",
                                               "uses"};
  return of_the_user.contains(line.word);
}

WirePart wire_part(const std::string& transcript) {
  WirePart part;
  part.name = transcript;
  std::ranges::replace(part.name, '/', '-');
  int unanswered = 0;
  for (const auto& line : read_transcript(transcript).lines) {
    if (line.word == "wants") {
      std::istringstream channels{line.text};
      for (std::string channel; channels >> channel;) part.channels.push_back(channel);
    } else if (line.word == "uses" && line.text == "signin") {
      part.signs_in = true;
    } else if (needs_more_than_a_wire(line) || (line.word == "!" && unanswered > 0)) {
      // With a socket goes what was asked for it: its answer can no longer be given.
      part.whole = false;
      break;
    } else {
      if (line.word == "ask") ++unanswered;
      if (line.word == "answer") --unanswered;
      part.steps.push_back({{"word", line.word}, {"text", line.text}});
    }
  }
  return part;
}

/// As pusher-js understands data: JSON where it is, text where it is not.
json understood(const json& data) {
  if (!data.is_string()) return data;
  const auto parsed = json::parse(data.get_ref<const std::string&>(), nullptr, false);
  return parsed.is_discarded() ? data : parsed;
}

/// What each client brought to its user: events, and then the channels that are subscribed.
using Delivered = std::map<std::string, std::vector<std::string>>;

void add_event(Delivered& to, const std::string& client, const json& event) {
  auto channel = event.at("channel").get<std::string>();
  if (channel.empty()) channel = "-";
  to[client].push_back(channel + " " + event.at("event").get<std::string>() + " " +
                       event.at("data").dump());
}

void add_subscribed(Delivered& to, const std::string& client, std::vector<std::string> channels) {
  std::ranges::sort(channels);
  for (const auto& channel : channels) to[client].push_back("is subscribed to " + channel);
}

class WireTest : public testing::Test {
 protected:
  void SetUp() override {
    SLUICE_REQUIRE_PART(Driver);
    SLUICE_REQUIRE_PART(GatewayProcess);
    for (const auto& name : transcript_names()) {
      auto part = wire_part(name);
      if (!part.steps.empty()) parts.emplace(name, std::move(part));
    }
  }

  /// Its port.
  int serve(const std::string& client) {
    json transcripts = json::array();
    for (const auto& [name, part] : parts)
      transcripts.push_back({{"name", part.name}, {"steps", part.steps}});
    const std::chrono::milliseconds most = patience;
    return driver
        .call("transcripts.serve",
              {{"id", client}, {"transcripts", transcripts}, {"patience", most.count()}},
              within(answer_time))
        .at("port");
  }

  /// What the server waited for in vain, once all transcripts are at an end.
  Delivered wait_finished(const std::string& client) {
    Delivered stuck;
    for (const json& each :
         driver.items("transcripts.finished", client, 0, parts.size(), within(start_time))) {
      if (each.contains("stuck")) stuck[each.at("name")].push_back(each.at("stuck"));
    }
    return stuck;
  }

  Delivered play_to_pusher_js() {
    const int port = serve("pusher-js");
    json cases = json::array();
    for (const auto& [name, part] : parts)
      cases.push_back(
          {{"name", part.name}, {"channels", part.channels}, {"signs_in", part.signs_in}});
    driver.call("transcripts.connect", {{"id", "client"}, {"port", port}, {"cases", cases}},
                within(answer_time));
    Delivered delivered = wait_finished("pusher-js");
    for (const json& each :
         driver.call("transcripts.received", {{"id", "client"}}, within(answer_time))) {
      for (const json& event : each.at("events")) add_event(delivered, each.at("name"), event);
      add_subscribed(delivered, each.at("name"), each.at("subscribed"));
    }
    driver.call("transcripts.disconnect", {{"id", "client"}}, within(answer_time));
    return delivered;
  }

  std::string config(int port) const {
    const auto address = "127.0.0.1:" + std::to_string(port);
    std::string text = "connections:\n";
    for (const auto& [transcript, part] : parts) {
      const auto endpoint = "{endpoint: \"http://" + address + "/auth/" + part.name + "\"}";
      text += "  " + part.name + ": {url: \"ws://" + address + "\", key: " + part.name +
              ", channels: " + part.channels.dump() + ", auth: " + endpoint +
              (part.signs_in ? ", user: " + endpoint : "") +
              ", reconnect: {initial: 10ms, max: 10ms}}\n";
    }
    return text +
           "sinks: {lines: {type: stdout, show: record}}\n"
           "routes:\n"
           "- {to: lines, topic: user, format: json, match: {kind: "
           "[message, client, user, presence, subscription_count, cache_miss, watchlist]}}\n"
           "- {to: lines, topic: payload, format: json, match: {kind: "
           "[message, client, user, presence, presence.snapshot, subscription_count, cache_miss, "
           "watchlist, gap, connection, undecryptable]}}\n";
  }

  static void add_states(Delivered& to, const GatewayProcess& gateway) {
    const auto status = json::parse(gateway.get("/api/v1/status").body);
    for (const json& connection : status.at("connections")) {
      std::vector<std::string> subscribed;
      for (const json& channel : connection.at("channels")) {
        if (channel.at("state") == "subscribed") subscribed.push_back(channel.at("channel"));
      }
      add_subscribed(to, connection.at("connection"), std::move(subscribed));
    }
  }

  Delivered play_to_sluice() {
    GatewayProcess gateway{{.config = config(serve("sluice"))}};
    gateway.wait_started();
    for (const auto& [name, lines] : wait_finished("sluice")) {
      ADD_FAILURE() << name << ": " << lines.front();
    }
    Delivered states;
    add_states(states, gateway);
    EXPECT_EQ(gateway.terminate(), 0);
    Delivered delivered;
    for (const std::string& line : gateway.log()) {
      if (!line.starts_with('{')) continue;  // a line of the log
      const json record = json::parse(line);
      json event = record.at("payload");
      if (record.at("topic") == "payload") {
        payloads.push_back(event);
        continue;
      }
      event["data"] = understood(event.at("data"));
      add_event(delivered, event.at("connection"), event);
    }
    for (const auto& [client, lines] : states)
      std::ranges::copy(lines, std::back_inserter(delivered[client]));
    return delivered;
  }

  Driver driver;
  std::map<std::string, WirePart> parts;
  std::vector<json> payloads;  ///< of every event of every kind, as the gateway wrote them
};

Differences listed_differences() {
  std::ostringstream text;
  text << std::ifstream{SLUICE_TRANSCRIPT_DIFFERENCES}.rdbuf();
  return parse_differences(text.str());
}

TEST_F(WireTest, BringsToTheUserWhatPusherJsDoesButWhereTheListSaysWhy) {
  Delivered pusher_js = play_to_pusher_js();
  Delivered sluice = play_to_sluice();
  Differences found;
  for (const auto& [transcript, part] : parts) {
    auto difference = difference_of(pusher_js[part.name], sluice[part.name]);
    if (!difference.empty()) found.emplace(transcript, std::move(difference));
  }
  EXPECT_THAT(compare(found, listed_differences()), IsEmpty());
  const auto whole =
      std::ranges::count_if(parts, [](const auto& each) { return each.second.whole; });
  std::cout << parts.size() << " transcripts over the wire, " << whole << " of them to the end\n";
}

TEST_F(WireTest, WritesPayloadsOfEveryKindAsTheirSchemaDescribesThem) {
  const json schema = json::parse(std::ifstream{SLUICE_PAYLOAD_SCHEMA});
  play_to_sluice();
  std::set<std::string> kinds;
  for (const json& payload : payloads) {
    EXPECT_THAT(schema_mistakes(schema, payload), IsEmpty()) << payload;
    kinds.insert(payload.at("kind"));
  }
  EXPECT_EQ(json(kinds).size(), schema.at("properties").at("kind").at("enum").size())
      << json(kinds);
}

}  // namespace
}  // namespace sluice::test
