#include "config/tls_files_check.hpp"

#include <fmt/format.h>

#include "config/value.hpp"

namespace sluice::config {
namespace {

using PrivateKey = PemContent::PrivateKey;

/// The fault of a file that is to have certificates; empty when it is good.
std::string certificates_fault(const PemFile& file) {
  if (file.content().has_broken_certificate) return "holds a CERTIFICATE that cannot be read";
  if (file.content().certificates == 0) return "holds no CERTIFICATE in PEM form";
  return {};
}

/// The same for one that is to have a private key.
std::string key_fault(const PemFile& file, KeyRule rule) {
  switch (file.content().private_key) {
    case PrivateKey::none:
      return "holds no PRIVATE KEY in PEM form";
    case PrivateKey::broken:
      return "holds a PRIVATE KEY that cannot be read";
    case PrivateKey::locked:
      return rule == KeyRule::complete ? "holds a PRIVATE KEY that needs a password" : "";
    case PrivateKey::usable:
      return {};
  }
  return {};
}

/// Reports the fault at the value under `key`; false without one.
bool report(const Value& section, std::string_view key, const std::string& fault) {
  const auto value = section.find(key);
  if (fault.empty() || !value) return false;
  value->problem(fmt::format("file {} {}", value->shown(), fault));
  return true;
}

/// `files` have our certificate, which is good.
void check_key(const Value& section, const TlsFiles& files, KeyRule rule) {
  const bool is_apart = !files.key_file.empty();
  if (!is_apart && (section.find("key_file") || rule == KeyRule::may_be_elsewhere)) return;
  const PemFile& file = files.key();
  const std::string_view key = is_apart ? "key_file" : "cert_file";
  if (report(section, key, key_fault(file, rule))) return;
  if (file.content().private_key != PrivateKey::usable) return;
  if (!belong_together(files.cert_file.content(), file.content())) {
    report(section, key, "holds the PRIVATE KEY of another certificate");
  }
}

}  // namespace

// A file that could not be read was reported already, and is not among `files`.
void check_tls_files(const Value& section, const TlsFiles& files, KeyRule rule) {
  auto& all = section.reading().pem_files;
  if (!files.ca_file.empty() && !report(section, "ca_file", certificates_fault(files.ca_file))) {
    all.note(files.ca_file, CertificateUse::authorities);
  }
  if (const auto key = section.find("key_file"); key && !section.find("cert_file")) {
    key->key_problem("is of use only with cert_file");
  }
  if (files.cert_file.empty()) return;
  if (report(section, "cert_file", certificates_fault(files.cert_file))) return;
  all.note(files.cert_file, CertificateUse::own);
  check_key(section, files, rule);
}

}  // namespace sluice::config
