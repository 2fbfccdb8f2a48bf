#include "gateway/relay/format_raw.hpp"

#include "gateway/text/json_string.hpp"

namespace sluice::relay {

bool format_raw(const Event& event, text::Writer& out) noexcept {
  if (event.data.starts_with('"')) return text::unescape(event.data, out);
  out.append(event.data);
  return true;
}

std::size_t raw_bound(const Event& event) noexcept {
  return event.data.size();
}

}  // namespace sluice::relay
