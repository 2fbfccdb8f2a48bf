#pragma once

#include <string_view>

namespace sluice::config {

class Value;

/// Reports at the section's key when its file cannot be read, or contains no PEM block whose label
/// ends with `label` ("CERTIFICATE", "PRIVATE KEY").
void check_pem_file(const Value& section, std::string_view key, std::string_view label);

}  // namespace sluice::config
