#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string_view>

namespace sluice::text {

/// The form of a number that is no integer of 64 bits.
enum class Fractions : std::uint8_t {
  as_double,
  as_written,  ///< as the text of the number, whose digits a double would change
};

/// The value of a JSON text that a peer wrote, in time linear in its length; discarded when the
/// text is not JSON. A value nested deeper than `json_depth_max` is left out: copying and writing a
/// value recurse, and a peer must not choose the depth. A lone surrogate becomes U+FFFD.
[[nodiscard]] nlohmann::json parse_json(std::string_view text,
                                        Fractions fractions = Fractions::as_double);

}  // namespace sluice::text
