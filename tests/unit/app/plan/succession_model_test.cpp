#include <fmt/format.h>
#include <gtest/gtest.h>

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "config/reader.hpp"
#include "connectors/registry.hpp"
#include "gateway/app/plan/live_change.hpp"
#include "gateway/app/plan/succession.hpp"
#include "tests/support/certificates.hpp"
#include "tests/support/seeded_random.hpp"
#include "tests/support/temporary_folder.hpp"

// A gateway of one plan that follows the way to another is a gateway of the other.
namespace sluice::app {
namespace {

using Digests = std::map<std::string, config::Digest>;

/// What runs: each thing by its name, with what it was made of.
struct Running {
  struct Connection {
    Digests settings;  ///< by key
    config::Digest channels;
    bool operator==(const Connection&) const = default;
  };
  std::map<std::string, Connection> connections;
  std::map<std::string, Digests> sinks;
  /// The source itself, its returns and the connections that these publish through.
  std::map<std::string, Digests> sources;

  bool operator==(const Running&) const = default;
};

/// Of what sources must know of a section: not which certificates it uses.
config::Digest seen_by_sources(config::SectionDigest section) {
  std::erase_if(section.keys, [](const auto& key) { return config::is_content(key.path); });
  return section.fingerprint();
}

Digests digests_of(const config::SectionDigest& section) {
  Digests found;
  for (const auto& key : section.keys) found.emplace(key.path, key.value);
  return found;
}

Running run(const Plan& plan) {
  Running all;
  std::map<std::string, config::Digest> whole;
  for (const auto& section : plan.sections()) {
    whole[section.list + "." + section.name] = seen_by_sources(section);
    auto digests = digests_of(section);
    if (section.list == "connections") {
      const auto channels = digests.at("channels");
      digests.erase("channels");
      all.connections[section.name] = {digests, channels};
    } else if (section.list == "sinks") {
      all.sinks[section.name] = digests;
    } else if (section.list == "sources") {
      all.sources[section.name].emplace("itself", section.fingerprint());
    }
  }
  for (const auto& back : plan.config().returns) {
    Digests& source = all.sources.at(back.from);
    source["returns." + back.label] = whole.at("returns." + back.label);
    for (const auto& name : back.to) {
      source["connections." + name] = whole.at("connections." + name);
    }
  }
  return all;
}

/// As the shards do it.
void follow(Running& all, const Succession& next) {
  const Running wanted = run(next.plan);
  const auto exchange = [](auto& things, const auto& from, const NamedChanges& changes) {
    for (const auto& name : changes.removed) ASSERT_EQ(things.erase(name), 1U);
    for (const auto& name : changes.added) {
      ASSERT_TRUE(things.emplace(name, from.at(name)).second);
    }
  };
  exchange(all.connections, wanted.connections, next.connections);
  exchange(all.sinks, wanted.sinks, next.sinks);
  exchange(all.sources, wanted.sources, next.sources);
  for (const auto& name : next.other_channels) {
    all.connections.at(name).channels = wanted.connections.at(name).channels;
  }
  for (const auto& name : next.connections.changed) {
    for (const auto& [key, value] : wanted.connections.at(name).settings) {
      auto& settings = all.connections.at(name).settings;
      if (config::is_content(key) && settings.contains(key)) settings[key] = value;
    }
  }
  for (const auto& name : next.replaced_connections) {
    all.connections.at(name) = wanted.connections.at(name);
  }
  for (const auto& name : next.sinks.changed) {
    for (const auto& [key, value] : wanted.sinks.at(name)) {
      if (key.starts_with("outbox.")) all.sinks.at(name)[key] = value;
    }
  }
  for (const auto& name : next.replaced_sinks) all.sinks.at(name) = wanted.sinks.at(name);
  for (const auto& name : next.sources.changed) {
    all.sources.at(name) = wanted.sources.at(name);
  }
}

/// A good configuration, one of a few thousand.
class Draft {
 public:
  /// `ca_file` may be named.
  Draft(std::mt19937_64& random, std::string ca_file)
      : random_(random), ca_file_(std::move(ca_file)) {}

  std::string yaml() {
    std::string text = "connections:\n";
    const auto connections = some({"a", "b", "c"});
    for (const auto& name : connections) {
      text += fmt::format(
          "  {}: {{cluster: eu, key: k{}, auth: {{secret: s}}, channels: [private-1{}], "
          "pong_timeout: {}s{}}}\n",
          name, pick(2), pick(2) == 0 ? "" : ", private-2", 5 + pick(2), tls());
    }
    text += "sinks:\n";
    for (const auto* name : {"out", "other"}) {
      text +=
          fmt::format("  {}: {{type: mqtt, url: \"mqtts://h{}\", outbox: {{max_records: {}}}{}}}\n",
                      name, pick(2), 10 + pick(2), tls());
    }
    text += fmt::format("routes: [{{to: out, topic: t{}}}]\n", pick(3));
    const auto sources = some({"x", "y"});
    text += "sources:\n";
    for (const auto& name : sources) {
      text +=
          fmt::format("  {}: {{type: mqtt, url: \"mqtt://s{}\", topics: [t]}}\n", name, pick(2));
    }
    text += "returns:\n";
    for (const auto& source : sources) {
      text +=
          fmt::format("  - {{name: r{0}, from: {0}, to: [{1}], channel: private-1, event: e{2}}}\n",
                      source, fmt::join(some(connections), ", "), pick(2));
    }
    return text;
  }

 private:
  std::uint64_t pick(std::uint64_t count) { return random_() % count; }
  std::string tls() { return pick(6) > 0 ? "" : fmt::format(", tls: {{ca_file: {}}}", ca_file_); }
  /// At least one of them.
  std::vector<std::string> some(const std::vector<std::string>& all) {
    std::vector<std::string> chosen;
    for (const auto& each : all) {
      if (pick(3) > 0) chosen.push_back(each);
    }
    return chosen.empty() ? std::vector{all.front()} : chosen;
  }

  std::mt19937_64& random_;
  std::string ca_file_;
};

config::Gateway load(const std::string& text) {
  auto loaded = config::load(text, "f.yaml", connectors::types(),
                             [](std::string_view) { return std::optional<std::string>{}; });
  EXPECT_TRUE(loaded) << text << to_string(loaded.error().front());
  return *std::move(loaded);
}

TEST(SuccessionModelTest, AGatewayThatFollowsIsOneOfTheOtherPlan) {
  const test::CertificateAuthority one;
  const test::CertificateAuthority other;
  const test::TemporaryFolder folder;
  const auto become = [&folder](const test::CertificateAuthority& authority) {
    return folder.write("ca.pem",
                        config::read_file(config::FileKind::pem, authority.ca_file()).value());
  };
  test::for_each_seed(10'000, [&](test::SeededRandom& random) {
    const std::string ca_file = become(one);
    const std::string first = Draft(random, ca_file).yaml();
    const std::string second = Draft(random, ca_file).yaml();
    random.note("from:\n{}to:\n{}", first, second);
    const Plan before(load(first));
    if (random() % 2 == 0) become(other);
    const Plan after(load(second), before);
    const Difference found = difference(before, after);
    ASSERT_TRUE(needs_restart(before, after, found).empty());
    Running all = run(before);
    follow(all, succession(before, after, found));
    EXPECT_EQ(all, run(after));
  });
}

}  // namespace
}  // namespace sluice::app
