#pragma once

#include <string>

#include "gateway/core/delivery.hpp"

namespace sluice::connectors {

/// The content of a line.
enum class StdoutShow : bool {
  payload,
  record,  ///< an object with topic, key, headers and payload
};

/// Appends a record as one line of JSON. A JSON payload is copied, any other becomes a JSON string,
/// and the payload of a removed state is null. No text can control a terminal: control characters
/// and direction overrides are escaped, and bytes that are not UTF-8 become U+FFFD.
void append_line(const Record& record, StdoutShow show, std::string& out);

}  // namespace sluice::connectors
