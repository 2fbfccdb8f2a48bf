#pragma once

#include <cstdint>
#include <string_view>

#include "gateway/relay/record_buffer.hpp"
#include "gateway/text/record_writer.hpp"

namespace sluice::relay {

/// Writes a record's parts as the relay does.
inline Shape write_record(text::Writer& out, std::string_view topic, std::string_view key,
                          std::string_view payload) {
  out.append(topic);
  out.append(key);
  out.append(payload);
  return {static_cast<std::uint32_t>(topic.size()), static_cast<std::uint32_t>(key.size()),
          static_cast<std::uint32_t>(payload.size())};
}

}  // namespace sluice::relay
