#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "config/named_file.hpp"
#include "gateway/net/tls.hpp"

// TLS settings of files that tests have.
namespace sluice::net {

/// The file, as if it had this name.
inline config::PemFile renamed(const std::string& name, const std::filesystem::path& file) {
  return config::PemFile::of(name, config::read_file(config::FileKind::pem, file).value()).value();
}

inline TlsSettings trusting(const std::filesystem::path& ca_file) {
  TlsSettings settings;
  settings.ca_file = config::PemFile::read(ca_file).value();
  return settings;
}

/// As if the CA file contained this.
inline TlsSettings trusting_text(const std::string& name, std::string_view text) {
  TlsSettings settings;
  settings.ca_file = config::PemFile::of(name, text).value();
  return settings;
}

}  // namespace sluice::net
