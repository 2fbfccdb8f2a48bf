#pragma once

#include <filesystem>
#include <string>

#include "tests/support/temporary_folder.hpp"

namespace sluice::test {

/// The identity of a server, or of a client, as PEM files.
struct Certificate {
  std::filesystem::path certificate_file;
  std::filesystem::path key_file;
};

/// A certificate authority of one test's own, and what a server may show: one certificate that
/// must be accepted by who trusts it, and three that must not. The files live as long as this.
class CertificateAuthority {
 public:
  CertificateAuthority();

  /// What a client trusts.
  [[nodiscard]] const std::filesystem::path& ca_file() const { return authority_.certificate_file; }

  /// For 127.0.0.1 and localhost, valid today.
  [[nodiscard]] const Certificate& good() const { return good_; }
  /// For another host.
  [[nodiscard]] const Certificate& wrong_host() const { return wrong_host_; }
  [[nodiscard]] const Certificate& expired() const { return expired_; }
  /// For 127.0.0.1, but nobody vouches for it.
  [[nodiscard]] const Certificate& self_signed() const { return self_signed_; }
  /// A new one each time, for a client of this name.
  [[nodiscard]] Certificate issue_to(const std::string& client) const;

 private:
  TemporaryFolder folder_;
  Certificate authority_;
  Certificate good_;
  Certificate wrong_host_;
  Certificate expired_;
  Certificate self_signed_;
};

}  // namespace sluice::test
