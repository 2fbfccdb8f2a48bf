#include "config/tls_files_check.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <filesystem>
#include <string>
#include <vector>

#include "tests/support/certificates.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/unit/config/loading.hpp"

namespace sluice::config {
namespace {

using test::CertificateAuthority;
using testing::ElementsAre;
using testing::IsEmpty;

/// Of a connection with these files; empty: without the key.
class TlsFilesCheckTest : public testing::Test {
 protected:
  static std::string text(const std::filesystem::path& authorities,
                          const std::filesystem::path& certificate,
                          const std::filesystem::path& key) {
    std::string tls;
    for (const auto& [name, path] :
         {std::pair{"ca_file", authorities}, std::pair{"cert_file", certificate},
          std::pair{"key_file", key}}) {
      if (!path.empty()) tls += fmt::format("      {}: {}\n", name, path.string());
    }
    return with_connection("    tls:\n" + tls);
  }
  /// What is wrong, without where it is.
  std::vector<std::string> faults(const std::filesystem::path& authorities,
                                  const std::filesystem::path& certificate,
                                  const std::filesystem::path& key) {
    std::vector<std::string> all;
    const auto loaded = load_sample(text(authorities, certificate, key));
    if (loaded) return all;
    for (const auto& problem : loaded.error()) {
      const auto name_end = problem.message.find("\' ");
      const auto key_at = problem.path.rfind('.') + 1;
      all.push_back(
          problem.path.substr(key_at) + ": " +
          (name_end == std::string::npos ? problem.message : problem.message.substr(name_end + 2)));
    }
    return all;
  }
  std::filesystem::path file(const std::string& name, const std::string& content) {
    return folder.write(name, content);
  }
  static std::string content(const std::filesystem::path& path) {
    return read_file(FileKind::pem, path).value();
  }

  const CertificateAuthority authority;
  const std::filesystem::path ca = authority.ca_file();
  const test::Certificate own = authority.good();
  test::TemporaryFolder folder;
};

TEST_F(TlsFilesCheckTest, TakesAPairThatBelongsTogetherInTwoFilesOrOne) {
  EXPECT_THAT(faults(ca, own.certificate_file, own.key_file), IsEmpty());
  const auto both = file("both.pem", content(own.certificate_file) + content(own.key_file));
  EXPECT_THAT(faults(ca, both, ""), IsEmpty());
}

TEST_F(TlsFilesCheckTest, NamesTheHalfOfAPairThatIsOfAnother) {
  EXPECT_THAT(faults(ca, authority.expired().certificate_file, own.key_file),
              ElementsAre("key_file: holds the PRIVATE KEY of another certificate"));
}

TEST_F(TlsFilesCheckTest, NamesAFileThatIsEmptyOrHalfWritten) {
  const auto empty = file("empty", "");
  const auto half = content(own.certificate_file);
  const auto cut = file("cut", half.substr(0, half.size() / 2));
  EXPECT_THAT(faults(empty, cut, own.key_file),
              ElementsAre("ca_file: holds no CERTIFICATE in PEM form",
                          "cert_file: holds a CERTIFICATE that cannot be read"));
  const auto key = content(own.key_file);
  EXPECT_THAT(faults(ca, own.certificate_file, file("half", key.substr(0, key.size() / 2))),
              ElementsAre("key_file: holds a PRIVATE KEY that cannot be read"));
  EXPECT_THAT(faults(ca, own.certificate_file, empty),
              ElementsAre("key_file: holds no PRIVATE KEY in PEM form"));
}

TEST_F(TlsFilesCheckTest, NamesAKeyThatIsMissingOrAlone) {
  EXPECT_THAT(faults(ca, own.certificate_file, ""),
              ElementsAre("cert_file: holds no PRIVATE KEY in PEM form"));
  EXPECT_THAT(faults(ca, "", own.key_file), ElementsAre("key_file: is of use only with cert_file"));
}

TEST_F(TlsFilesCheckTest, NotesWhenWhatIsUsedExpires) {
  const auto loaded = load_sample(text(ca, own.certificate_file, own.key_file));
  const auto& certificates = loaded->certificates;
  ASSERT_EQ(certificates.size(), 2U);
  for (const auto& each : certificates) {
    EXPECT_EQ(each.file == ca, each.use == CertificateUse::authorities);
    EXPECT_GT(each.expiry, std::chrono::system_clock::now());
  }
}

TEST_F(TlsFilesCheckTest, CountsTheContentOfAFileApartFromItsName) {
  const auto at = file("ca.pem", content(ca));
  const auto keys_of = [this, &at] {
    std::map<std::string, Digest> keys;
    const auto loaded = load_sample(text(at, "", ""));
    const auto sections = digest_sections(*loaded, sample_types());
    for (const auto& key : sections.at(1).keys) {
      keys.emplace(key.path, key.value);
    }
    return keys;
  };
  const auto before = keys_of();
  const CertificateAuthority another;
  file("ca.pem", content(another.ca_file()));
  const auto after = keys_of();
  EXPECT_EQ(before.at("tls.ca_file"), after.at("tls.ca_file"));
  EXPECT_NE(before.at("tls.ca_file (content)"), after.at("tls.ca_file (content)"));
  EXPECT_TRUE(is_content("tls.ca_file (content)"));
  EXPECT_FALSE(is_content("tls.ca_file"));
}

}  // namespace
}  // namespace sluice::config
