#include "gateway/net/connection_settings.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <vector>

#include "gateway/telemetry/version.hpp"
#include "tests/support/temporary_folder.hpp"

namespace sluice::net {
namespace {

config::Connection connection() {
  config::Connection made;
  made.name = "market";
  made.url = "ws://a:6001";
  made.key = "app-key";
  made.channels = {"a", "private-b"};
  return made;
}

std::string target_of(std::string url) {
  auto settings = connection();
  settings.url = std::move(url);
  return endpoint_of(settings).url.target;
}

const std::string query =
    "?protocol=7&client=cpp-sluice&version=" + std::string(telemetry::version());

TEST(EndpointOfTest, DialsTheHostOfACluster) {
  auto settings = connection();
  settings.url.clear();
  settings.cluster = "eu";
  const auto endpoint = endpoint_of(settings);
  EXPECT_EQ(endpoint.url.shown(), "wss://ws-eu.pusher.com/app/app-key");
  EXPECT_EQ(endpoint.url.port, 443);
  EXPECT_TRUE(endpoint.url.tls);
  EXPECT_EQ(endpoint.url.target, "/app/app-key" + query);
}

TEST(EndpointOfTest, PutsThePathOfAUrlInFront) {
  EXPECT_EQ(target_of("ws://a"), "/app/app-key" + query);
  EXPECT_EQ(target_of("ws://a/"), "/app/app-key" + query);
  EXPECT_EQ(target_of("ws://a/ws/x"), "/ws/x/app/app-key" + query);
  EXPECT_EQ(target_of("ws://a/ws//"), "/ws/app/app-key" + query);
}

/// A token that is rotated while the gateway runs.
TEST(UpgradeHeadersOfTest, ReadsItsFilesEachTime) {
  const test::TemporaryFolder folder;
  auto settings = connection();
  settings.headers.emplace("Authorization",
                           config::LiveSecret{std::vector<config::SecretPiece>{
                               {config::SecretPiece::Kind::text, "Bearer "},
                               {config::SecretPiece::Kind::file, folder.path() / "token"}}});
  config::LastValues files;
  const auto bearer = [&](const std::string& token) {
    folder.write("token", token);
    return upgrade_headers_of(settings, files);
  };
  EXPECT_EQ(bearer("old")->at(0).second, "Bearer old");
  EXPECT_EQ(bearer("new")->at(0).second, "Bearer new");
  EXPECT_EQ(bearer("two\nlines").error().message,
            "header Authorization: its value holds a line break or another control character");
  std::filesystem::remove(folder.path() / "token");
  config::LastValues none;
  EXPECT_THAT(upgrade_headers_of(settings, none).error().message,
              testing::StartsWith("header Authorization: "));
}

TEST(EndpointOfTest, AddsTheParametersOfAUrlToItsOwn) {
  EXPECT_EQ(target_of("ws://a?token=x/y&b"), "/app/app-key" + query + "&token=x/y&b");
  EXPECT_EQ(target_of("ws://a/ws/?token=x"), "/ws/app/app-key" + query + "&token=x");
  EXPECT_EQ(target_of("ws://a/ws?"), "/ws/app/app-key" + query);
}

TEST(EndpointOfTest, CarriesTls) {
  auto settings = connection();
  settings.tls.verify = false;
  settings.tls.ca_file = config::PemFile::of("ca.pem", "").value();
  settings.tls.server_name = "c";
  const auto endpoint = endpoint_of(settings);
  EXPECT_FALSE(endpoint.tls.verify);
  EXPECT_EQ(endpoint.tls.ca_file.name(), "ca.pem");
  EXPECT_EQ(endpoint.tls.server_name, "c");
  EXPECT_FALSE(endpoint.url.tls);
}

TEST(SessionSettingsOfTest, TakesEachTimeFromItsPlace) {
  auto settings = connection();
  settings.handshake_timeout = Duration{1};
  settings.activity_timeout = Duration{2};
  settings.pong_timeout = Duration{3};
  settings.subscribe_timeout = Duration{4};
  settings.reconnect = {.initial = Duration{5},
                        .max = Duration{6},
                        .stable_after = Duration{7},
                        .refused_retry = Duration{8}};
  const auto session = session_settings_of(settings);
  EXPECT_EQ(session.connection, "market");
  EXPECT_EQ(session.channels, settings.channels);
  EXPECT_FALSE(session.reconnect.tls);
  EXPECT_EQ(session.reconnect.handshake_timeout, Duration{1});
  EXPECT_EQ(session.activity_timeout, Duration{2});
  EXPECT_EQ(session.pong_timeout, Duration{3});
  EXPECT_EQ(session.subscription.acknowledge_timeout, Duration{4});
  EXPECT_EQ(session.reconnect.initial, Duration{5});
  EXPECT_EQ(session.reconnect.max, Duration{6});
  EXPECT_EQ(session.reconnect.stable_after, Duration{7});
  EXPECT_EQ(session.reconnect.refused_retry, Duration{8});
}

TEST(SessionSettingsOfTest, SkipsUnchangedReplaysOnlyWhenAsked) {
  auto settings = connection();
  EXPECT_FALSE(session_settings_of(settings).skip_unchanged_replays);
  settings.cache_replays = config::CacheReplays::skip_unchanged;
  EXPECT_TRUE(session_settings_of(settings).skip_unchanged_replays);
}

TEST(SessionSettingsOfTest, SignsOnlyWithASecret) {
  auto settings = connection();
  EXPECT_FALSE(session_settings_of(settings).subscription.signer);
  settings.auth.endpoint = "http://b/auth";
  EXPECT_FALSE(session_settings_of(settings).subscription.signer);
  settings.auth.endpoint.clear();
  settings.auth.secret = config::Secret{"s"};
  const auto session = session_settings_of(settings);
  ASSERT_TRUE(session.subscription.signer);
  EXPECT_TRUE(
      session.subscription.signer->authorize("1.1", "private-b").auth.starts_with("app-key:"));
}

TEST(SessionSettingsOfTest, AsksForTheKeysOfEncryptedChannelsOrMakesThem) {
  auto settings = connection();
  settings.auth.endpoint = "http://b/auth";
  EXPECT_TRUE(session_settings_of(settings).decryption.decrypt);
  EXPECT_TRUE(session_settings_of(settings).decryption.ask_again);
  settings.auth = {};
  settings.auth.secret = config::Secret{"s"};
  settings.auth.encryption_master_key =
      config::Secret{"zyrm8pvV2C9fJcBfhyXzvxbJVN/H7QLmbe0xJi1GhPU="};
  settings.encrypted = config::Encrypted::relay;
  const auto session = session_settings_of(settings);
  EXPECT_FALSE(session.decryption.decrypt);
  EXPECT_FALSE(session.decryption.ask_again);
  EXPECT_EQ(session.subscription.signer->authorize("1.1", "private-encrypted-bla").shared_secret,
            channels::read_secret_key("nlr49ISQHz91yS3cy/yWmW8wFMNeTnNL5tNHnbPJcLQ="));
}

TEST(SessionSettingsOfTest, SignsInOnlyWhoIsConfigured) {
  auto settings = connection();
  EXPECT_FALSE(session_settings_of(settings).signin.wanted);
  auto& user = settings.user.emplace();
  user.endpoint = "http://b/user";
  EXPECT_TRUE(session_settings_of(settings).signin.wanted);
  EXPECT_FALSE(session_settings_of(settings).signin.signer);
  user = {};
  user.id = "ann";
  user.watchlist = {"ben"};
  settings.auth.secret = config::Secret{"s"};
  settings.subscribe_timeout = Duration{4};
  const auto signin = session_settings_of(settings).signin;
  EXPECT_EQ(signin.acknowledge_timeout, Duration{4});
  ASSERT_TRUE(signin.signer);
  EXPECT_EQ(signin.signer->authorize("1.1").user_data, R"({"id":"ann","watchlist":["ben"]})");
}

TEST(SessionSettingsOfTest, TakesTheLimitsOfClientEvents) {
  auto settings = connection();
  settings.client_events = {
      .rate = 2.5, .burst = 3, .max_bytes = {4}, .confirm = Confirmation::written};
  settings.pong_timeout = Duration{5};
  const auto limits = session_settings_of(settings).client_events;
  EXPECT_EQ(limits.rate, 2.5);
  EXPECT_EQ(limits.burst, 3U);
  EXPECT_EQ(limits.max_bytes, 4U);
  EXPECT_EQ(limits.confirm, Confirmation::written);
  EXPECT_EQ(limits.confirm_timeout, Duration{5});
}

TEST(ApiSettingsOfTest, KnowTheAppAndWhereItsApiIs) {
  auto settings = connection();
  auto& api = settings.api.emplace();
  api.url = "http://b:6001/behind/";
  api.app_id = "7";
  api.secret = config::Secret{"s"};
  settings.client_events.max_bytes = {4};
  const auto made = api_settings_of(settings);
  EXPECT_EQ(made.app.id, "7");
  EXPECT_EQ(made.app.key, "app-key");
  EXPECT_EQ(made.app.secret, "s");
  EXPECT_EQ(made.app.path_prefix, "/behind");
  EXPECT_EQ(made.max_bytes, 4U);
  EXPECT_EQ(api_endpoint_of(settings).url.authority(), "b:6001");
}

TEST(ApiSettingsOfTest, KnowTheApiOfACluster) {
  auto settings = connection();
  settings.cluster = "eu";
  settings.api.emplace();
  EXPECT_EQ(api_endpoint_of(settings).url.shown(), "https://api-eu.pusher.com/");
  EXPECT_EQ(api_settings_of(settings).app.path_prefix, "");
}

TEST(SessionSettingsOfTest, KnowsThatAClusterOrAWssUrlHasTls) {
  auto settings = connection();
  settings.url = "wss://a";
  EXPECT_TRUE(session_settings_of(settings).reconnect.tls);
  settings.url.clear();
  settings.cluster = "mt1";
  EXPECT_TRUE(session_settings_of(settings).reconnect.tls);
}

}  // namespace
}  // namespace sluice::net
