#include "gateway/channels/publish/api_request.hpp"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

namespace sluice::channels {
namespace {

using std::chrono::seconds;
using testing::EndsWith;
using testing::StartsWith;

// Vectors of the official documentation and of an official server library.
const ApiApp docs_app{.id = "3", .key = "278d425bdf160c739803", .secret = "7ad3773142a6692b25b8"};

TEST(ApiSignatureTest, IsThatOfTheDocumentation) {
  const std::string body =
      R"({"name":"foo","channels":["project-3"],"data":"{\"some\":\"data\"}"})";
  EXPECT_EQ(signed_target(docs_app, "/apps/3/events", body, seconds(1353088179)),
            "/apps/3/events?auth_key=278d425bdf160c739803&auth_timestamp=1353088179"
            "&auth_version=1.0&body_md5=ec365a775a4cd0599faeb73354201b6f"
            "&auth_signature=da454824c97ba181a32ccc17a72625ba02771f50b50e1e7430e47a1f3f457e6c");
}

TEST(ApiSignatureTest, IsThatOfTheGoLibrary) {
  EXPECT_EQ(api_signature("4bf35003e819bb138249", "GET", "/apps/102015/channels",
                          "auth_key=d41a439c438a100756f5&auth_timestamp=1427034994"
                          "&auth_version=1.0&filter_by_prefix=presence-&info=user_count"),
            "4d8a02edcc8a758b0162cd6da690a9a45fb8ae326a276dca1e06a0bc42796c11");
}

TEST(ApiSignatureTest, LeavesOutAPrefixThatTheServerDoesNotSee) {
  auto app = docs_app;
  app.path_prefix = "/behind/a/proxy";
  const auto with = signed_target(app, "/apps/3/events", "{}", seconds(1));
  EXPECT_EQ(with, "/behind/a/proxy" + signed_target(docs_app, "/apps/3/events", "{}", seconds(1)));
}

class PublishRequestTest : public testing::Test {
 protected:
  ApiRequest request(std::string_view socket_id = "") {
    std::vector<const ReturnEvent*> events;
    for (const auto& event : events_) events.push_back(&event);
    return publish_request(docs_app, events, socket_id, seconds(7));
  }

  std::vector<ReturnEvent> events_{
      {.channel = "trades", .name = "price", .data = R"({"n": 1.10})"}};
};

TEST_F(PublishRequestTest, HasOneEventsDataAsText) {
  const auto made = request();
  EXPECT_THAT(made.target, StartsWith("/apps/3/events?auth_key="));
  EXPECT_EQ(made.body, R"({"channel":"trades","data":"{\"n\": 1.10}","name":"price"})");
}

TEST_F(PublishRequestTest, HasSeveralEventsInTheirOrder) {
  events_.push_back({.channel = "private-a", .name = "b", .data = R"("text")"});
  const auto made = request();
  EXPECT_THAT(made.target, StartsWith("/apps/3/batch_events?auth_key="));
  EXPECT_EQ(made.body, R"({"batch":[{"channel":"trades","data":"{\"n\": 1.10}","name":"price"},)"
                       R"({"channel":"private-a","data":"\"text\"","name":"b"}]})");
}

TEST_F(PublishRequestTest, ExcludesTheConnectionThatIsNamed) {
  events_.push_back(events_.front());
  const auto body = nlohmann::json::parse(request("12.34").body);
  for (const auto& event : body["batch"]) EXPECT_EQ(event["socket_id"], "12.34");
  EXPECT_FALSE(nlohmann::json::parse(request().body)["batch"][0].contains("socket_id"));
}

TEST_F(PublishRequestTest, IsSignedForItsTime) {
  const auto made = request();
  EXPECT_EQ(made.target, signed_target(docs_app, "/apps/3/events", made.body, seconds(7)));
}

}  // namespace
}  // namespace sluice::channels
