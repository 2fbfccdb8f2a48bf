#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace sluice::test {

/// What of `value` is not as `schema` demands, `PATH: what` each. Knows the words of JSON Schema
/// that docs/payloads.schema.json uses; throws std::runtime_error for any other, so that none is
/// passed over in silence.
[[nodiscard]] std::vector<std::string> schema_mistakes(const nlohmann::json& schema,
                                                       const nlohmann::json& value,
                                                       const std::string& path = "");

}  // namespace sluice::test
