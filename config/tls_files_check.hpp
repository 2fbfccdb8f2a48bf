#pragma once

#include <cstdint>

#include "config/pem_file.hpp"

namespace sluice::config {

class Value;

/// Whether somebody else may have the password of a private key, or the key itself.
enum class KeyRule : std::uint8_t { complete, may_be_elsewhere };

/// Reports at the keys of `section`, from which `files` were read, which of them are of no use:
/// empty, half written, without what they are for, or a key that is not that of the certificate.
/// Notes the good ones.
void check_tls_files(const Value& section, const TlsFiles& files, KeyRule rule);

}  // namespace sluice::config
