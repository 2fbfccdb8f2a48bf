#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/relay/record_buffer.hpp"
#include "gateway/text/writer.hpp"

namespace sluice::text {

/// What `write(writer)` appends when it is given exactly `bound` bytes.
template <class Write>
std::string rendered(std::size_t bound, Write&& write) {
  std::vector<char> room(bound);
  Writer out{room};
  write(out);
  return std::string{out.written()};
}

/// Writes a record's parts as the relay does.
inline Shape write_record(Writer& out, std::string_view topic, std::string_view key,
                          std::string_view payload) {
  out.append(topic);
  out.append(key);
  out.append(payload);
  return {static_cast<std::uint32_t>(topic.size()), static_cast<std::uint32_t>(key.size()),
          static_cast<std::uint32_t>(payload.size())};
}

}  // namespace sluice::text
