#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "config/named_file.hpp"
#include "config/pem_file.hpp"

namespace sluice::config {

enum class CertificateUse : std::uint8_t {
  authorities,  ///< those whom we trust
  own,          ///< by which we say who we are
};

[[nodiscard]] constexpr std::string_view to_string(CertificateUse use) noexcept {
  switch (use) {
    case CertificateUse::authorities:
      return "authorities";
    case CertificateUse::own:
      return "own";
  }
  return {};
}

/// Certificates in one file.
struct Certificates {
  std::string file;
  CertificateUse use{};
  /// When the first of our own expires, and so its chain; or the last of the authorities, as others
  /// are there to replace them.
  std::chrono::sys_seconds expiry;
};

/// The PEM files of one configuration while that is read. Each is read once, however many sections
/// name it, so that all get the same.
class PemFiles {
 public:
  PemFiles() = default;
  explicit PemFiles(FileObserver on_file) : on_file_(std::move(on_file)) {}

  [[nodiscard]] const Result<PemFile>& read(const std::string& name);

  /// Says that a file that was found good is used.
  void note(const PemFile& file, CertificateUse use);
  [[nodiscard]] std::vector<Certificates> used() const;

 private:
  FileObserver on_file_;
  std::map<std::string, Result<PemFile>> files_;  ///< by name
  std::map<std::pair<std::string, CertificateUse>, std::chrono::sys_seconds> used_;
};

}  // namespace sluice::config
