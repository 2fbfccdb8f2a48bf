#include "gateway/net/websocket_frames.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <ostream>
#include <vector>

#include "tests/support/server_frames.hpp"

namespace sluice::net {
namespace {

using testing::ElementsAre;
using namespace test;  // NOLINT: the frames of a server

constexpr std::size_t max_message = 100'000;

struct Seen {
  Opcode opcode;
  std::string payload;
  bool operator==(const Seen&) const = default;
  friend std::ostream& operator<<(std::ostream& out, const Seen& seen) {
    return out << int(seen.opcode) << ' ' << seen.payload.size() << " bytes \""
               << seen.payload.substr(0, 40) << '"';
  }
};

/// Feeds a reader as a connection does: what it left over comes again in front of the next bytes,
/// in memory of exactly that size and the padding, so that a sanitizer sees any reading too far.
class Feeder {
 public:
  explicit Feeder(std::size_t limit = max_message) : reader(limit) {}

  void feed(std::string_view bytes) {
    held_ += bytes;
    const auto size = held_.size() + FrameReader::padding;
    const auto memory = std::make_unique<char[]>(size);
    std::ranges::copy(held_, memory.get());
    std::string_view unread(memory.get(), held_.size());
    WebSocketMessage message;
    while ((status = reader.next(unread, message)) == FrameReader::Status::message) {
      // A parser may look at the padding.
      EXPECT_NO_FATAL_FAILURE(touch(message.payload.data() + message.payload.size()));
      seen.push_back({message.opcode, std::string{message.payload}});
      if (message.oversized) oversized.push_back(*message.oversized);
    }
    held_ = unread;
  }

  FrameReader reader;
  FrameReader::Status status{};
  std::vector<Seen> seen;
  std::vector<std::uint64_t> oversized;  ///< the lengths of those that were too large
  [[nodiscard]] std::size_t held() const { return held_.size(); }

 private:
  static void touch(const char* from) {
    volatile char sum = 0;
    for (std::size_t i = 0; i < FrameReader::padding; ++i) sum = static_cast<char>(sum ^ from[i]);
  }

  std::string held_;
};

/// Every kind of frame that a server may send, messages in fragments with control frames between.
std::string mixed_stream() {
  return text_frame("one") + server_frame(ping_opcode, "are you there") + text_frame("") +
         raw_frame(text_opcode, "frag") + server_frame(ping_opcode, "") +
         raw_frame(continuation_opcode, "men") + server_frame(pong_opcode, "x") +
         raw_frame(final_bit | continuation_opcode, "ted") +
         server_frame(binary_opcode, std::string_view{"\0\xff", 2}) + raw_frame(binary_opcode, "") +
         raw_frame(final_bit | continuation_opcode, "b") + text_frame(std::string(200, 'm')) +
         text_frame("last") + close_frame(4200, "bye");
}

std::vector<Seen> mixed_messages() {
  return {{Opcode::text, "one"},
          {Opcode::ping, "are you there"},
          {Opcode::text, ""},
          {Opcode::ping, ""},
          {Opcode::pong, "x"},
          {Opcode::text, "fragmented"},
          {Opcode::binary, std::string("\0\xff", 2)},
          {Opcode::binary, "b"},
          {Opcode::text, std::string(200, 'm')},
          {Opcode::text, "last"},
          {Opcode::close,
           "\x10\x68"
           "bye"}};
}

TEST(FrameReaderTest, FindsTheSameMessagesWhereverTheStreamIsSplit) {
  const auto stream = mixed_stream();
  for (std::size_t at = 0; at <= stream.size(); ++at) {
    Feeder feeder;
    feeder.feed(std::string_view{stream}.substr(0, at));
    feeder.feed(std::string_view{stream}.substr(at));
    ASSERT_EQ(feeder.seen, mixed_messages()) << "split at " << at;
    ASSERT_EQ(feeder.status, FrameReader::Status::incomplete);
  }
}

TEST(FrameReaderTest, FindsTheSameMessagesInPiecesOfAnySize) {
  const auto stream = mixed_stream();
  for (std::size_t size = 1; size < 20; ++size) {
    Feeder feeder;
    for (std::size_t at = 0; at < stream.size(); at += size) {
      feeder.feed(std::string_view{stream}.substr(at, size));
    }
    ASSERT_EQ(feeder.seen, mixed_messages()) << "pieces of " << size;
  }
}

TEST(FrameReaderTest, ReadsLengthsOfEverySize) {
  for (const std::size_t size : {0, 1, 125, 126, 127, 65'535, 65'536, 100'000}) {
    Feeder feeder;
    feeder.feed(text_frame(std::string(size, 'a')));
    EXPECT_THAT(feeder.seen, ElementsAre(Seen{Opcode::text, std::string(size, 'a')})) << size;
  }
  for (const int length_bytes : {2, 8}) {  // longer than it need be is nothing to break off for
    Feeder feeder;
    feeder.feed(raw_frame(final_bit | text_opcode, "abc", length_bytes));
    EXPECT_THAT(feeder.seen, ElementsAre(Seen{Opcode::text, "abc"})) << length_bytes;
  }
}

TEST(FrameReaderTest, SaysHowManyBytesTheFrameWants) {
  FrameReader reader(max_message);
  WebSocketMessage message;
  const auto wanted_after = [&](std::string bytes) {
    bytes.reserve(bytes.size() + FrameReader::padding);
    std::string_view unread = bytes;
    EXPECT_EQ(reader.next(unread, message), FrameReader::Status::incomplete);
    EXPECT_EQ(unread.size(), bytes.size());
    return reader.wanted();
  };
  const auto frame = text_frame(std::string(70'000, 'a'));
  EXPECT_EQ(wanted_after(""), 2U);
  EXPECT_EQ(wanted_after(frame.substr(0, 1)), 2U);
  EXPECT_EQ(wanted_after(frame.substr(0, 2)), 10U);
  EXPECT_EQ(wanted_after(frame.substr(0, 9)), 10U);
  EXPECT_EQ(wanted_after(frame.substr(0, 10)), frame.size());
  EXPECT_EQ(wanted_after(frame.substr(0, frame.size() - 1)), frame.size());
}

TEST(FrameReaderTest, TakesAMessageOfExactlyTheLimit) {
  Feeder whole(10);
  whole.feed(text_frame(std::string(10, 'a')));
  EXPECT_EQ(whole.seen.size(), 1U);
  Feeder fragments(10);
  fragments.feed(raw_frame(text_opcode, "01234") + server_frame(ping_opcode, "0123456789") +
                 raw_frame(final_bit | continuation_opcode, "56789"));
  EXPECT_THAT(fragments.seen,
              ElementsAre(Seen{Opcode::ping, "0123456789"}, Seen{Opcode::text, "0123456789"}));
}

TEST(FrameReaderTest, TakesACharacterThatComesInTwoFragments) {
  Feeder feeder;
  feeder.feed(raw_frame(text_opcode, "\xe2\x82") +
              raw_frame(final_bit | continuation_opcode, "\xac"));
  EXPECT_THAT(feeder.seen, ElementsAre(Seen{Opcode::text, "\xe2\x82\xac"}));
}

TEST(FrameReaderTest, TakesEveryCloseCodeThatMayBeSent) {
  for (const int code : {1000, 1003, 1007, 1014, 3000, 4000, 4999}) {
    Feeder feeder;
    feeder.feed(close_frame(code, "\xe2\x82\xac"));
    EXPECT_EQ(feeder.seen.size(), 1U) << code;
  }
}

struct Broken {
  const char* name;
  std::string bytes;
  std::uint16_t code;
  const char* problem;
  friend std::ostream& operator<<(std::ostream& out, const Broken& broken) {
    return out << broken.name;
  }
};

class BrokenStreamTest : public testing::TestWithParam<Broken> {};

TEST_P(BrokenStreamTest, EndsWithACodeAndAReasonAfterWhatCameBefore) {
  Feeder feeder;
  feeder.feed(text_frame("before") + GetParam().bytes + text_frame("after"));
  EXPECT_EQ(feeder.status, FrameReader::Status::broken);
  EXPECT_THAT(feeder.seen, ElementsAre(Seen{Opcode::text, "before"}));
  EXPECT_EQ(feeder.reader.close_code(), GetParam().code);
  EXPECT_EQ(feeder.reader.problem(), GetParam().problem);
  feeder.feed("");
  EXPECT_EQ(feeder.status, FrameReader::Status::broken) << "and it stays so";
}

constexpr auto reserved = "reserved bits are set, but no extension was agreed on";
constexpr auto no_opcode = "an opcode that does not exist";
constexpr auto not_utf8 = "a text that is not UTF-8";
constexpr auto no_code = "a close frame with a code that no peer may send";

INSTANTIATE_TEST_SUITE_P(
    All, BrokenStreamTest,
    testing::Values(
        Broken{"rsv1", raw_frame(final_bit | 0x40 | text_opcode, "x"), 1002, reserved},
        Broken{"rsv2", raw_frame(final_bit | 0x20 | text_opcode, "x"), 1002, reserved},
        Broken{"rsv3", raw_frame(final_bit | 0x10 | ping_opcode, "x"), 1002, reserved},
        Broken{"masked", std::string("\x81\x81\0\0\0\0x", 7), 1002,
               "a frame from the server is masked"},
        Broken{"opcode_3", server_frame(3, "x"), 1002, no_opcode},
        Broken{"opcode_7", raw_frame(7, "x"), 1002, no_opcode},
        Broken{"opcode_11", server_frame(11, "x"), 1002, no_opcode},
        Broken{"opcode_15", server_frame(15, "x"), 1002, no_opcode},
        Broken{"long_ping", server_frame(ping_opcode, std::string(126, 'x')), 1002,
               "a control frame of more than 125 bytes"},
        Broken{"long_close", close_frame(1000, std::string(124, 'x')), 1002,
               "a control frame of more than 125 bytes"},
        Broken{"ping_with_a_long_length", raw_frame(final_bit | ping_opcode, "x", 2), 1002,
               "a control frame of more than 125 bytes"},
        Broken{"ping_in_fragments", raw_frame(ping_opcode, "x"), 1002,
               "a control frame in fragments"},
        Broken{"stray_continuation", server_frame(continuation_opcode, "x"), 1002,
               "a continuation without a message to continue"},
        Broken{"stray_start_of_continuation", raw_frame(continuation_opcode, "x"), 1002,
               "a continuation without a message to continue"},
        Broken{"text_inside_fragments", raw_frame(text_opcode, "a") + text_frame("b"), 1002,
               "a new message inside a fragmented one"},
        Broken{"binary_inside_fragments",
               raw_frame(text_opcode, "a") + raw_frame(binary_opcode, "b"), 1002,
               "a new message inside a fragmented one"},
        Broken{"length_of_64_bits", std::string("\x81\x7f\xff\xff\xff\xff\xff\xff\xff\xff", 10),
               1009, "a frame longer than any may be"},
        Broken{"half_a_close_code", server_frame(close_opcode, "\x03"), 1002,
               "a close frame with half a code"},
        Broken{"close_code_below_all", close_frame(999), 1002, no_code},
        Broken{"close_code_for_no_code", close_frame(1005), 1002, no_code},
        Broken{"close_code_above_all", close_frame(5000), 1002, no_code},
        Broken{"close_reason_not_utf8", close_frame(1000, "\xc3"), 1007, not_utf8},
        Broken{"text_not_utf8", text_frame("\xed\xa0\x80"), 1007, not_utf8},
        Broken{"text_that_ends_inside_a_character", text_frame("a\xe2\x82"), 1007, not_utf8},
        Broken{"fragments_not_utf8",
               raw_frame(text_opcode, "\xe2\x82") + raw_frame(final_bit | continuation_opcode, "x"),
               1007, not_utf8}),
    [](const auto& instance) { return std::string{instance.param.name}; });

/// Messages that are too large, whole and in fragments, and a reader that goes on behind them.
class OversizedTest : public testing::Test {
 protected:
  void feed(std::string_view stream, std::size_t pieces_of) {
    for (; !stream.empty(); stream.remove_prefix(std::min(pieces_of, stream.size()))) {
      feeder_.feed(stream.substr(0, pieces_of));
    }
  }

  Feeder feeder_;
};

TEST_F(OversizedTest, HandsOutHowItBeginsAndItsLengthAndGoesOn) {
  const std::string large = std::string(FrameReader::head_max, 'h') + std::string(50'000, 't');
  const auto stream = text_frame(large) + text_frame("next");
  for (const std::size_t pieces_of : {1UL, 999UL, 70'000UL, stream.size()}) {
    feeder_.seen.clear();
    feeder_.oversized.clear();
    feed(stream, pieces_of);
    EXPECT_THAT(feeder_.seen,
                ElementsAre(Seen{Opcode::text, large.substr(0, FrameReader::head_max)},
                            Seen{Opcode::text, "next"}));
    EXPECT_THAT(feeder_.oversized, ElementsAre(large.size())) << pieces_of;
  }
}

TEST_F(OversizedTest, CountsAllFragmentsAndHearsWhatComesBetweenThem) {
  feed(raw_frame(text_opcode, std::string(60'000, 'a')) +
           raw_frame(continuation_opcode, std::string(50'000, 'b')) +
           server_frame(ping_opcode, "there?") + raw_frame(continuation_opcode, "c") +
           raw_frame(continuation_opcode, "") + raw_frame(final_bit | continuation_opcode, "d") +
           text_frame("next"),
       777);
  EXPECT_THAT(feeder_.seen,
              ElementsAre(Seen{Opcode::ping, "there?"},
                          Seen{Opcode::text, std::string(60'000, 'a') +
                                                 std::string(FrameReader::head_max - 60'000, 'b')},
                          Seen{Opcode::text, "next"}));
  EXPECT_THAT(feeder_.oversized, ElementsAre(110'002U));
}

TEST_F(OversizedTest, HoldsNothingOfWhatItSkips) {
  feed(std::string("\x81\x7f\0\0\0\1\0\0\0\0", 10), 10);  // 4 GiB are announced
  for (int i = 0; i < 100; ++i) {
    feeder_.feed(std::string(100'000, 'x'));
    EXPECT_EQ(feeder_.held(), 0U);
  }
  EXPECT_EQ(feeder_.status, FrameReader::Status::incomplete);
}

TEST(CloseFrameTest, HasACodeAndAReasonWhereThePayloadHas) {
  const auto full = read_close("\x10\x04gone");
  EXPECT_EQ(full.code, 4100);
  EXPECT_EQ(full.reason, "gone");
  EXPECT_EQ(read_close("\x03\xe8").code, 1000);
  EXPECT_EQ(read_close("\xff\xff").code, 65'535);
  EXPECT_FALSE(read_close("").code);
  EXPECT_FALSE(read_close("\x03").code);
  EXPECT_EQ(close_payload(1002), "\x03\xea");
  EXPECT_EQ(read_close(close_payload(4299)).code, 4299);
}

TEST(AppendFrameTest, MasksThePayloadOfARealExample) {
  std::string out = "kept";
  append_frame(out, Opcode::text, "Hello", 0x37fa213d);  // RFC 6455, section 5.7
  EXPECT_EQ(out, "kept\x81\x85\x37\xfa\x21\x3d\x7f\x9f\x4d\x51\x58");
}

TEST(AppendFrameTest, WritesLengthsAsAServerReadsThem) {
  for (const std::size_t size : {0, 1, 3, 4, 125, 126, 65'535, 65'536}) {
    const std::string payload(size, 'p');
    std::string frame;
    append_frame(frame, Opcode::ping, payload, 0x01020304);
    // Take the mask away, and what is left is what a server would have sent.
    const auto mask_at = frame.size() - size - 4;
    EXPECT_EQ(frame.substr(mask_at, 4), "\1\2\3\4");
    for (std::size_t i = 0; i < size; ++i) {
      auto& byte = frame[mask_at + 4 + i];
      byte = static_cast<char>(byte ^ static_cast<char>(1 + i % 4));
    }
    frame.erase(mask_at, 4);
    frame[1] = static_cast<char>(frame[1] & 0x7f);
    EXPECT_EQ(frame, server_frame(ping_opcode, payload)) << size;
  }
}

}  // namespace
}  // namespace sluice::net
