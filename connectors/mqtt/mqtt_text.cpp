#include "connectors/mqtt/mqtt_text.hpp"

#include "gateway/text/utf8.hpp"

namespace sluice::connectors {

std::string_view why_no_mqtt_text(std::string_view text) noexcept {
  if (text.size() > 65'535) return "is longer than 65535 bytes";
  return text::why_not_plain(text);
}

}  // namespace sluice::connectors
