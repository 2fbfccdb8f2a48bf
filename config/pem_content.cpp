#include "config/pem_content.hpp"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <algorithm>
#include <ctime>

namespace sluice::config {
namespace {

struct Free {
  void operator()(BIO* bio) const noexcept { BIO_free(bio); }
  void operator()(X509* certificate) const noexcept { X509_free(certificate); }
};
using Text = std::unique_ptr<BIO, Free>;
using Certificate = std::unique_ptr<X509, Free>;

Text open(std::string_view text) {
  return Text{BIO_new_mem_buf(text.data(), static_cast<int>(text.size()))};
}

std::chrono::sys_seconds expiry_of(const X509* certificate) {
  std::tm time{};
  ASN1_TIME_to_tm(X509_get0_notAfter(certificate), &time);
  return std::chrono::sys_seconds{std::chrono::seconds{::timegm(&time)}};
}

void read_certificates(std::string_view text, PemContent& content) {
  const Text bio = open(text);
  ERR_clear_error();
  // What is between the certificates, keys for example, is passed over.
  while (
      const Certificate certificate{PEM_read_bio_X509_AUX(bio.get(), nullptr, nullptr, nullptr)}) {
    const auto expiry = expiry_of(certificate.get());
    if (content.certificates++ == 0) {
      content.certified.reset(X509_get_pubkey(certificate.get()));
      content.first_expiry = content.last_expiry = expiry;
    }
    content.first_expiry = std::min(content.first_expiry, expiry);
    content.last_expiry = std::max(content.last_expiry, expiry);
  }
  const bool at_the_end = ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
  content.has_broken_certificate = !at_the_end && has_pem_block(text, "CERTIFICATE");
  ERR_clear_error();
}

/// Gives no password, and notes that one was asked for.
int refuse_password(char*, int, int, void* asked) {
  *static_cast<bool*>(asked) = true;
  return -1;
}

void read_key(std::string_view text, PemContent& content) {
  if (!has_pem_block(text, "PRIVATE KEY")) return;
  const Text bio = open(text);
  bool is_locked = false;
  content.own.reset(PEM_read_bio_PrivateKey(bio.get(), nullptr, refuse_password, &is_locked));
  ERR_clear_error();
  content.private_key = content.own ? PemContent::PrivateKey::usable
                        : is_locked ? PemContent::PrivateKey::locked
                                    : PemContent::PrivateKey::broken;
}

}  // namespace

bool has_pem_block(std::string_view text, std::string_view label) {
  constexpr std::string_view mark = "-----";
  for (auto at = text.find(mark); at != text.npos; at = text.find(mark, at + 1)) {
    const std::string_view line = text.substr(at, text.find('\n', at) - at);
    const std::size_t end = line.find(mark, mark.size());
    if (end == line.npos || !line.substr(mark.size()).starts_with("BEGIN ")) continue;
    if (line.substr(0, end).ends_with(label)) return true;
  }
  return false;
}

void KeyFree::operator()(EVP_PKEY* key) const noexcept {
  EVP_PKEY_free(key);
}

PemContent read_pem(std::string_view text) {
  PemContent content;
  read_certificates(text, content);
  read_key(text, content);
  return content;
}

bool belong_together(const PemContent& certificate, const PemContent& key) {
  return certificate.certified && key.own &&
         EVP_PKEY_eq(certificate.certified.get(), key.own.get()) == 1;
}

}  // namespace sluice::config
