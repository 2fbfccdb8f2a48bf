#include "gateway/app/message_inbox.hpp"

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <optional>

#include "gateway/app/journals.hpp"
#include "gateway/journal/segment.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/unit/app/newer_segment.hpp"

namespace sluice::app {
namespace {

using testing::ElementsAre;

TEST(MessageFrameTest, HasTheWholeMessage) {
  const std::vector<Header> headers{{"type", "order"}, {"empty", ""}};
  const std::string payload("\0\xff{}", 4);
  const WallTime at = std::chrono::system_clock::now();
  const FramedMessage framed(message_frame(
      {.topic = "in/a", .key = {}, .payload = payload, .headers = headers, .published_at = at}));
  const Message message = framed.view();
  EXPECT_EQ(message.topic, "in/a");
  EXPECT_EQ(message.key, "");
  EXPECT_EQ(message.payload, payload);
  EXPECT_EQ(message.published_at, at);
  ASSERT_EQ(message.headers.size(), 2U);
  EXPECT_EQ(message.headers[0].name, "type");
  EXPECT_EQ(message.headers[0].value, "order");
  EXPECT_EQ(message.headers[1].name, "empty");
  EXPECT_EQ(message.headers[1].value, "");
}

struct MessageInboxTest : testing::Test {
  [[nodiscard]] std::filesystem::path path() const { return folder.path() / "journal"; }

  /// As the next process opens it.
  void open(const std::string& source = "floor", std::uint64_t max_bytes = 1 << 20) {
    inbox.reset();
    journals.reset();
    journals.emplace(
        config::Journal{
            .path = path().string(), .max_bytes = {max_bytes}, .segment_bytes = {1 << 20}},
        1, log);
    probe.emplace();
    inbox = journals->open_inbox(source, *probe, [] {});
  }
  [[nodiscard]] Inbox::Kept keep(const std::string& payload) {
    return inbox->keep({.topic = "in/a", .key = {}, .payload = payload, .headers = {}});
  }
  /// All that earlier processes have left.
  [[nodiscard]] std::vector<std::string> recovered() {
    std::vector<std::string> payloads;
    while (const auto one = inbox->next_recovered()) payloads.emplace_back(one->message.payload);
    return payloads;
  }

  test::TemporaryFolder folder;
  telemetry::Log log{telemetry::Level::error, telemetry::LogFormat::logfmt};
  std::optional<Journals> journals;
  std::optional<journal::InboxProbe> probe;
  std::unique_ptr<Inbox> inbox;
};

TEST_F(MessageInboxTest, WhatIsNotSettledComesAgainInOrder) {
  open();
  EXPECT_FALSE(inbox->has_recovered());
  std::vector<Inbox::Number> kept;
  for (const auto* payload : {"a", "b", "c", "d"}) {
    const auto one = keep(payload);
    EXPECT_EQ(one.answer, Inbox::Answer::kept);
    kept.push_back(one.number);
  }
  inbox->settle(kept[1]);
  open();
  EXPECT_TRUE(inbox->has_recovered());
  EXPECT_EQ(probe->recovered.value(), 3U);
  const auto first = inbox->next_recovered();
  EXPECT_EQ(first->message.payload, "a");
  EXPECT_THAT(recovered(), ElementsAre("c", "d"));
  EXPECT_FALSE(inbox->has_recovered());
  inbox->settle(first->number);
  EXPECT_EQ(keep("e").answer, Inbox::Answer::kept);
  open();
  EXPECT_THAT(recovered(), ElementsAre("c", "d", "e"));
}

TEST_F(MessageInboxTest, IsFullAtItsBoundAndHasRoomWhenHalfIsSettled) {
  open("floor", 1 << 20);
  const std::string large(300'000, 'x');
  std::vector<Inbox::Number> kept;
  for (int i = 0; i < 3; ++i) kept.push_back(keep(large).number);
  EXPECT_EQ(keep(large).answer, Inbox::Answer::full);
  EXPECT_EQ(probe->refused.value(), 1U);
  EXPECT_EQ(probe->full.value(), 1);
  inbox->settle(kept[0]);
  EXPECT_FALSE(inbox->has_room());
  inbox->settle(kept[1]);
  EXPECT_TRUE(inbox->has_room());
  EXPECT_EQ(keep(large).answer, Inbox::Answer::kept);
  EXPECT_EQ(probe->full.value(), 0);
}

TEST_F(MessageInboxTest, WhatIsTooLongForAFileIsNotKept) {
  open("floor", 1 << 24);
  EXPECT_EQ(keep(std::string(1 << 20, 'x')).answer, Inbox::Answer::not_kept);
  EXPECT_EQ(keep("x").answer, Inbox::Answer::kept);
}

TEST_F(MessageInboxTest, NoNameOfASourceBecomesAPathOrTheFolderOfASink) {
  open("../../outside");
  EXPECT_EQ(keep("x").answer, Inbox::Answer::kept);
  EXPECT_TRUE(std::filesystem::exists(path() / ".inbox" / "%2E%2E%2F%2E%2E%2Foutside"));
  const std::filesystem::directory_iterator beside(folder.path());
  EXPECT_EQ(std::distance(begin(beside), end(beside)), 1);
}

TEST_F(MessageInboxTest, WhatANewerProgramWroteIsLeftAndWhatCameMeanwhileIsAdoptedLater) {
  const auto newer = path() / ".inbox" / "floor" / journal::segment_name(1);
  std::filesystem::create_directories(newer.parent_path());
  std::ofstream(newer) << newer_segment();
  open();
  EXPECT_EQ(keep("beside").answer, Inbox::Answer::kept);
  inbox.reset();
  journals.reset();
  EXPECT_TRUE(std::filesystem::exists(newer));
  // As if the newer program had sent all that it had.
  std::filesystem::remove(newer);
  open();
  EXPECT_THAT(recovered(), ElementsAre("beside"));
  EXPECT_TRUE(std::filesystem::is_empty(path() / ".inbox" / "floor.1"));
  open();
  EXPECT_THAT(recovered(), ElementsAre("beside")) << "it is adopted once";
}

}  // namespace
}  // namespace sluice::app
