#include "gateway/app/resend.hpp"

#include <gmock/gmock.h>

#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace sluice::app {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;

struct Stored {
  std::string payload;
  std::vector<Header> headers;
};

/// A topic of one partition, from offset 0.
class ListReader final : public connectors::TopicReader {
 public:
  std::optional<Message> next() override {
    if (next_ == messages.size()) return std::nullopt;
    const Stored& stored = messages[next_];
    return Message{.topic = "dead",
                   .key = "k",
                   .payload = stored.payload,
                   .headers = stored.headers,
                   .position = LogPosition{0, static_cast<std::int64_t>(next_++)}};
  }
  void commit() override { committed = next_; }

  std::deque<Stored> messages;
  std::size_t committed = 0;

 private:
  std::size_t next_ = 0;
};

/// Takes every record but those of topics that are named here.
class ListWriter final : public connectors::RecordWriter {
 public:
  std::optional<Rejection> write(const Record& record) override {
    if (record.topic == refused) return Rejection{RejectionCode::unknown_topic, "no such topic"};
    written.emplace_back(record.topic, record.payload);
    for (const Header& header : record.headers) headers.emplace(header.name, header.value);
    return std::nullopt;
  }

  std::string refused = "closed";
  std::vector<std::pair<std::string, std::string>> written;
  std::map<std::string, std::string> headers;
};

class ResendTest : public testing::Test {
 protected:
  void letter(const std::string& topic, const std::string& payload,
              const std::string& sink = "log") {
    const auto own = [this](const std::string& text) -> std::string_view {
      return texts.emplace_back(text);
    };
    reader.messages.push_back({payload,
                               {{"event", "tick"},
                                {"sluice-reason", "refused"},
                                {"sluice-sink", own(sink)},
                                {"sluice-topic", own(topic)}}});
  }
  Resent run() { return resend(reader, how); }

  std::deque<std::string> texts;
  ListReader reader;
  ListWriter writer;
  std::string origin;
  std::vector<std::string> lines;
  Resending how{
      .writer_of = [this](std::string_view sink) { return sink == "log" ? &writer : nullptr; },
      .origin_of = [this](std::string_view, std::string_view) { return origin; },
      .say = [this](const std::string& line) { lines.push_back(line); }};
};

TEST_F(ResendTest, SendsEachRecordToItsTopicAndCommitsIt) {
  letter("a", "1");
  letter("b", "2");
  EXPECT_EQ(run().sent, 2U);
  EXPECT_THAT(writer.written, ElementsAre(Pair("a", "1"), Pair("b", "2")));
  EXPECT_THAT(writer.headers, ElementsAre(Pair("event", "tick")));
  EXPECT_EQ(reader.committed, 2U);
  EXPECT_THAT(lines, IsEmpty());
}

TEST_F(ResendTest, EndsAtALetterThatIsRejectedAgainAndDoesNotCommitIt) {
  letter("a", "1");
  letter("closed", "2");
  letter("a", "3");
  const Resent resent = run();
  EXPECT_EQ(resent.sent, 1U);
  EXPECT_EQ(resent.rejected, 1U);
  EXPECT_TRUE(resent.stopped);
  EXPECT_EQ(reader.committed, 1U);
  EXPECT_THAT(lines, ElementsAre("dead: partition 0, offset 1: rejected again by topic closed of "
                                 "sink log: unknown_topic: no such topic"));
}

TEST_F(ResendTest, GoesOnBehindARejectedLetterWhereItIsToldTo) {
  letter("closed", "1");
  letter("a", "2");
  how.skip_rejected = true;
  const Resent resent = run();
  EXPECT_EQ(resent.sent, 1U);
  EXPECT_EQ(resent.rejected, 1U);
  EXPECT_FALSE(resent.stopped);
  EXPECT_EQ(reader.committed, 2U);
}

TEST_F(ResendTest, SkipsAndNamesWhatCannotBeSentAgain) {
  letter("a", "1");
  reader.messages.back().headers.push_back({"sluice-truncated", "1000"});
  letter("a", "2", "elsewhere");
  reader.messages.push_back({"something", {}});
  const Resent resent = run();
  EXPECT_EQ(resent.truncated, 1U);
  EXPECT_EQ(resent.without_sink, 1U);
  EXPECT_EQ(resent.no_letters, 1U);
  EXPECT_EQ(resent.sent, 0U);
  EXPECT_EQ(reader.committed, 3U);
  EXPECT_THAT(
      lines, ElementsAre(HasSubstr("offset 0: truncated"), HasSubstr("offset 1: of sink elsewhere"),
                         HasSubstr("offset 2: no dead letter of a route")));
}

TEST_F(ResendTest, ADryRunWritesNothingAndMovesNothing) {
  letter("a", "1");
  letter("closed", "2");
  how.dry_run = true;
  EXPECT_EQ(run().sent, 2U);
  EXPECT_THAT(writer.written, IsEmpty());
  EXPECT_EQ(reader.committed, 0U);
}

TEST_F(ResendTest, ReadsNoMoreThanItsLimit) {
  letter("a", "1");
  letter("a", "2");
  how.limit = 1;
  EXPECT_EQ(run().sent, 1U);
  EXPECT_EQ(reader.committed, 1U);
}

TEST_F(ResendTest, MarksARecordThatAReturnMayRead) {
  letter("a", "1");
  origin = "sluice";
  EXPECT_EQ(run().sent, 1U);
  EXPECT_THAT(writer.headers, ElementsAre(Pair("event", "tick"), Pair("sluice-origin", "sluice")));
}

}  // namespace
}  // namespace sluice::app
