#include "config/pem_content.hpp"

#include <gtest/gtest.h>
#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include <chrono>
#include <string>

#include "config/named_file.hpp"
#include "tests/support/certificates.hpp"

namespace sluice::config {
namespace {

using test::CertificateAuthority;
using PrivateKey = PemContent::PrivateKey;
using std::chrono::days;

struct BioFree {
  void operator()(BIO* bio) const { BIO_free(bio); }
};
using Bio = std::unique_ptr<BIO, BioFree>;

std::string text_of(const std::filesystem::path& file) {
  return read_file(FileKind::pem, file).value();
}

class PemContentTest : public testing::Test {
 protected:
  const CertificateAuthority authority;
  const std::string good = text_of(authority.good().certificate_file);
  const std::string key = text_of(authority.good().key_file);
  const std::string expired = text_of(authority.expired().certificate_file);
};

TEST_F(PemContentTest, CountsCertificatesAndSaysWhenTheyExpire) {
  const auto content = read_pem("a comment\n" + good + key + expired);
  EXPECT_EQ(content.certificates, 2U);
  EXPECT_FALSE(content.has_broken_certificate);
  const auto now = std::chrono::system_clock::now();
  EXPECT_LT(content.first_expiry, now - days(1));
  EXPECT_GT(content.last_expiry, now + days(1));
  EXPECT_LT(content.last_expiry, now + days(3));
}

TEST_F(PemContentTest, TellsWhetherACertificateIsForAKey) {
  EXPECT_TRUE(belong_together(read_pem(good), read_pem(key)));
  EXPECT_TRUE(belong_together(read_pem(good + key), read_pem(good + key)));
  EXPECT_FALSE(belong_together(read_pem(expired), read_pem(key)));
  EXPECT_FALSE(belong_together(read_pem(key), read_pem(key)));
  EXPECT_FALSE(belong_together(read_pem(good), read_pem(good)));
}

TEST_F(PemContentTest, KnowsWhatIsHalfWritten) {
  for (const std::size_t size : {good.size() / 3, good.size() - 10}) {
    EXPECT_TRUE(read_pem(good.substr(0, size)).has_broken_certificate) << size;
    EXPECT_TRUE(read_pem(good + good.substr(0, size)).has_broken_certificate) << size;
  }
  EXPECT_EQ(read_pem(key.substr(0, key.size() / 2)).private_key, PrivateKey::broken);
  EXPECT_EQ(read_pem(key).private_key, PrivateKey::usable);
}

TEST_F(PemContentTest, FindsNothingInWhatIsNotPem) {
  for (const std::string text : {"", "hello", "-----BEGIN"}) {
    const auto content = read_pem(text);
    EXPECT_EQ(content.certificates, 0U) << text;
    EXPECT_FALSE(content.has_broken_certificate) << text;
    EXPECT_EQ(content.private_key, PrivateKey::none) << text;
  }
}

TEST_F(PemContentTest, AsksNobodyForThePasswordOfAKey) {
  const Bio in{BIO_new_mem_buf(key.data(), static_cast<int>(key.size()))};
  const KeyHandle own{PEM_read_bio_PrivateKey(in.get(), nullptr, nullptr, nullptr)};
  const auto locked_by = [&own](auto write) {
    const Bio out{BIO_new(BIO_s_mem())};
    std::string password = "secret";
    write(out.get(), own.get(), EVP_aes_128_cbc(), password);
    char* text = nullptr;
    const auto size = BIO_ctrl(out.get(), BIO_CTRL_INFO, 0, &text);
    return std::string(text, static_cast<std::size_t>(size));
  };
  for (const auto& locked :
       {locked_by([](auto*out, auto*secret, auto*cipher, auto&password) {
          PEM_write_bio_PKCS8PrivateKey(out, secret, cipher, password.data(), 6, nullptr, nullptr);
        }),
        locked_by([](auto*out, auto*secret, auto*cipher, auto&password) {
          PEM_write_bio_PrivateKey_traditional(out, secret, cipher,
                                               reinterpret_cast<unsigned char*>(password.data()), 6,
                                               nullptr, nullptr);
        })}) {
    EXPECT_EQ(read_pem(locked).private_key, PrivateKey::locked) << locked;
  }
}

}  // namespace
}  // namespace sluice::config
