#pragma once

#include <string>

#include "gateway/core/delivery.hpp"

namespace sluice::connectors {

/// What a line shows of a record.
enum class StdoutShow : bool {
  payload,
  record,  ///< an object with topic, key, headers and payload
};

/// Appends a record as one line of JSON. A payload that is JSON stands there as it is, any other as
/// a JSON string, that of a removed state as null. Whatever the texts hold, no terminal obeys them:
/// control characters and direction overrides are escaped, bytes that are no UTF-8 become U+FFFD.
void append_line(const Record& record, StdoutShow show, std::string& out);

}  // namespace sluice::connectors
