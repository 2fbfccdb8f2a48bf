#include "tests/support/certificates.hpp"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <cstdint>
#include <cstdio>
#include <memory>
#include <stdexcept>

namespace sluice::test {

namespace {

template <auto Free>
struct Freeing {
  template <class T>
  void operator()(T* object) const {
    Free(object);
  }
};
using Key = std::unique_ptr<EVP_PKEY, Freeing<&EVP_PKEY_free>>;
using X509Pointer = std::unique_ptr<X509, Freeing<&X509_free>>;
using File = std::unique_ptr<std::FILE, Freeing<&std::fclose>>;

struct Identity {
  X509Pointer certificate;
  Key key;
};

struct Wanted {
  std::string name{};
  std::string alternative_names{};  ///< empty: a certificate authority
  int first_day = -1;               ///< counted from today
  int last_day = 2;
};

constexpr const char* loopback = "IP:127.0.0.1,DNS:localhost";

void check(bool done, const char* what) {
  if (!done) {
    throw std::runtime_error(std::string{"certificates: "} + what);
  }
}

void extend(X509* certificate, X509* issuer, int kind, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str());
  check(extension != nullptr, "extension");
  X509_add_ext(certificate, extension, -1);
  X509_EXTENSION_free(extension);
}

void set_serial(X509* certificate) {
  std::uint32_t serial = 0;
  RAND_bytes(reinterpret_cast<unsigned char*>(&serial), sizeof(serial));
  ASN1_INTEGER_set(X509_get_serialNumber(certificate), static_cast<long>(serial));
}

/// Without an issuer it vouches for itself.
Identity issue(const Wanted& wanted, const Identity* issuer) {
  Identity made{X509Pointer{X509_new()}, Key{EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256")}};
  check(made.certificate && made.key, "key");
  X509* certificate = made.certificate.get();
  const Identity& signer = issuer == nullptr ? made : *issuer;
  X509_set_version(certificate, 2);
  set_serial(certificate);
  X509_time_adj_ex(X509_getm_notBefore(certificate), wanted.first_day, 0, nullptr);
  X509_time_adj_ex(X509_getm_notAfter(certificate), wanted.last_day, 0, nullptr);
  X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate), "CN", MBSTRING_UTF8,
                             reinterpret_cast<const unsigned char*>(wanted.name.c_str()), -1, -1,
                             0);
  X509_set_issuer_name(certificate, X509_get_subject_name(signer.certificate.get()));
  X509_set_pubkey(certificate, made.key.get());
  const bool authority = wanted.alternative_names.empty();
  extend(certificate, signer.certificate.get(), NID_basic_constraints,
         authority ? "critical,CA:TRUE" : "critical,CA:FALSE");
  extend(certificate, signer.certificate.get(), NID_subject_key_identifier, "hash");
  if (!authority) {
    extend(certificate, signer.certificate.get(), NID_subject_alt_name, wanted.alternative_names);
  }
  check(X509_sign(certificate, signer.key.get(), EVP_sha256()) != 0, "signature");
  return made;
}

Certificate save(const TemporaryFolder& folder, const std::string& name, const Identity& identity) {
  const Certificate files{folder.path() / (name + ".pem"), folder.path() / (name + ".key")};
  const File certificate{std::fopen(files.certificate_file.c_str(), "w")};
  const File key{std::fopen(files.key_file.c_str(), "w")};
  check(certificate && key, "cannot write");
  check(PEM_write_X509(certificate.get(), identity.certificate.get()) != 0, "certificate file");
  check(PEM_write_PrivateKey(key.get(), identity.key.get(), nullptr, nullptr, 0, nullptr,
                             nullptr) != 0,
        "key file");
  return files;
}

Identity read(const Certificate& files) {
  const File certificate{std::fopen(files.certificate_file.c_str(), "r")};
  const File key{std::fopen(files.key_file.c_str(), "r")};
  check(certificate && key, "cannot read");
  return {X509Pointer{PEM_read_X509(certificate.get(), nullptr, nullptr, nullptr)},
          Key{PEM_read_PrivateKey(key.get(), nullptr, nullptr, nullptr)}};
}

}  // namespace

CertificateAuthority::CertificateAuthority() {
  const Identity authority =
      issue({.name = "Sluice test authority", .alternative_names = {}}, nullptr);
  authority_ = save(folder_, "authority", authority);
  const auto signed_by_us = [&](const std::string& file, const Wanted& wanted) {
    return save(folder_, file, issue(wanted, &authority));
  };
  good_ = signed_by_us("good", {.name = "localhost", .alternative_names = loopback});
  wrong_host_ = signed_by_us("wrong-host",
                             {.name = "other.example", .alternative_names = "DNS:other.example"});
  expired_ = signed_by_us(
      "expired",
      {.name = "localhost", .alternative_names = loopback, .first_day = -30, .last_day = -2});
  self_signed_ = save(folder_, "self-signed",
                      issue({.name = "localhost", .alternative_names = loopback}, nullptr));
}

Certificate CertificateAuthority::issue_to(const std::string& client) const {
  const Identity authority = read(authority_);
  return save(folder_, client,
              issue({.name = client, .alternative_names = "DNS:" + client}, &authority));
}

}  // namespace sluice::test
