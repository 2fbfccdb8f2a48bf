#pragma once

#include <gtest/gtest.h>

#include <array>
#include <ostream>
#include <string>

#include "tests/support/certificates.hpp"

namespace sluice::test {

/// A certificate that a client must not take, and a word of its reason.
struct BadCertificate {
  const char* name;
  const Certificate& (CertificateAuthority::*certificate)() const;
  const char* reason;
};

/// In OpenSSL's words.
inline constexpr std::array<BadCertificate, 3> bad_certificates{
    {{"WrongHost", &CertificateAuthority::wrong_host, "mismatch"},
     {"Expired", &CertificateAuthority::expired, "certificate has expired"},
     {"SelfSigned", &CertificateAuthority::self_signed, "self-signed certificate"}}};

// ctest takes test names from here; without it they would be the addresses of this run.
inline void PrintTo(const BadCertificate& row, std::ostream* out) {
  *out << row.name;
}

inline std::string name_of(const testing::TestParamInfo<BadCertificate>& row) {
  return row.param.name;
}

}  // namespace sluice::test
