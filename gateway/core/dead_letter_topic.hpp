#pragma once

#include <cstdint>
#include <string>

#include "gateway/core/ids.hpp"

namespace sluice {

/// How the records of a sink carry the facts of a dead letter besides its payload.
enum class LetterForm : std::uint8_t {
  headers,        ///< as headers with any bytes; records have keys
  plain_headers,  ///< as headers of plain text (text::why_not_plain); the key is a header, too
  envelope,       ///< records have neither: all is in one JSON object, which is the payload
};

/// The topic of records and messages that can never be sent.
struct DeadLetterTopic {
  SinkId sink{};
  std::string topic;
  LetterForm form = LetterForm::headers;
};

}  // namespace sluice
