#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "gateway/text/record_writer.hpp"

namespace sluice::text {

/// What `write(writer)` appends when it is given exactly `bound` bytes.
template <class Write>
std::string rendered(std::size_t bound, Write&& write) {
  std::vector<char> room(bound);
  Writer out{room};
  write(out);
  return std::string{out.written()};
}

}  // namespace sluice::text
