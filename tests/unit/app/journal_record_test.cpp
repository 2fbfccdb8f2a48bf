#include "gateway/app/journal_record.hpp"

#include <gmock/gmock.h>

#include <chrono>
#include <nlohmann/json.hpp>

#include "gateway/relay/record_frame.hpp"
#include "gateway/text/record_writer.hpp"

namespace sluice::app {
namespace {

using Json = nlohmann::json;

struct Parts {
  std::string_view topic = "t";
  std::string_view key{};
  std::string_view payload{};
  std::string_view headers{};
  RecordFacts facts{};
};

/// The frame of a record as an outbox makes it.
std::string frame_of(const Parts& parts) {
  const auto size = [](std::string_view text) { return static_cast<std::uint32_t>(text.size()); };
  std::string frame(relay::frame_head_bytes, '\0');
  relay::write_frame_head(
      frame.data(), {size(parts.topic), size(parts.key), size(parts.payload), size(parts.headers)},
      parts.facts);
  relay::set_frame_sequence(frame.data(), 7);
  return frame.append(parts.topic).append(parts.key).append(parts.payload).append(parts.headers);
}

Json line_of(const std::string& frame) {
  const auto line = record_line("floor/0", frame);
  EXPECT_TRUE(line);
  EXPECT_EQ(line->find('\n'), std::string::npos);
  return Json::parse(line.value_or("null"));
}

TEST(JournalRecordTest, ALineHasAllOfARecord) {
  std::string headers(100, '\0');
  text::Writer writer{headers};
  writer.add_header({"kind", "message"});
  writer.add_header({"kind", "again"});
  headers.resize(writer.size());
  const WallTime time{std::chrono::milliseconds{1'700'000'000'123}};
  const auto frame = frame_of({.topic = "out/a",
                               .key = "a \"quoted\" key",
                               .payload = "{\"x\":1}\n",
                               .headers = headers,
                               .facts = {time, ContentType::json, Change::append}});
  EXPECT_EQ(line_of(frame),
            Json::parse(R"({"journal":"floor/0","sequence":7,"time":"2023-11-14T22:13:20.123Z",
                "topic":"out/a","key":"a \"quoted\" key",
                "headers":[{"name":"kind","value":"message"},{"name":"kind","value":"again"}],
                "content_type":"application/json","payload":"{\"x\":1}\n"})"));
}

TEST(JournalRecordTest, BytesThatAreNoTextAreInBase64AndTheNameSaysSo) {
  const auto line = line_of(frame_of({.key = "\xff", .payload = {"\x00\xfe", 2}}));
  EXPECT_EQ(line["key_base64"], "/w==");
  EXPECT_EQ(line["payload_base64"], "AP4=");
  EXPECT_FALSE(line.contains("key") || line.contains("payload"));
}

TEST(JournalRecordTest, AStateThatIsRemovedHasNoPayload) {
  const auto removed = line_of(frame_of({.facts = {{}, {}, Change::remove}}));
  EXPECT_EQ(removed["change"], "remove");
  EXPECT_TRUE(removed["payload"].is_null());
  EXPECT_EQ(line_of(frame_of({.facts = {{}, {}, Change::upsert}}))["change"], "upsert");
  EXPECT_EQ(line_of(frame_of({}))["payload"], "");
}

TEST(JournalRecordTest, BytesOfAnotherLengthAreNoRecord) {
  const auto frame = frame_of({.payload = "data"});
  EXPECT_FALSE(record_line("floor/0", std::span{frame}.first(frame.size() - 1)));
  EXPECT_FALSE(record_line("floor/0", std::span{frame}.first(20)));
}

}  // namespace
}  // namespace sluice::app
