#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "gateway/core/dead_letter_topic.hpp"
#include "gateway/core/delivery.hpp"
#include "gateway/relay/outbox.hpp"
#include "gateway/text/record_writer.hpp"

// Dead letters: records of the gateway that hold a record or a message that can never be sent.
namespace sluice::relay {

/// The original and what is known of its end. Borrows all.
struct Letter {
  std::string_view key{};
  std::string_view payload{};
  std::vector<Header> headers{};
  std::vector<Header> facts{};  ///< `sluice-…`; they replace headers of the same name
  WallTime received_at{};
  ContentType content_type = ContentType::unstated;
  bool is_null = false;  ///< the payload is a null of Kafka's, not an empty text
};

/// Offers the letter to the outbox of the topic's sink, in the form that the sink needs. The
/// payload is cut where the outbox has no room for a record of that size. `settled` and `safe` are
/// those of Outbox::commit.
void offer_letter(const Letter& letter, const DeadLetterTopic& to, Outbox& outbox,
                  Outbox::Settled settled, Outbox::Safe safe = nullptr);

/// Whether the record is a dead letter with a payload that can be made smaller. An envelope cannot:
/// brokers that need it do not tell that a record is too large.
[[nodiscard]] bool can_be_cut(const Record& record) noexcept;

/// Bytes that write_cut() needs at most besides those of the whole letter.
inline constexpr std::size_t truncated_header_bytes = 64;

/// Writes the letter with half of its payload, and a header with the size of the original one.
[[nodiscard]] Shape write_cut(const Record& letter, text::Writer& out);

}  // namespace sluice::relay
