#include "config/pem_file.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <optional>

#include "config/text_file.hpp"
#include "tests/support/temporary_folder.hpp"

namespace sluice::config {
namespace {

TEST(PemFileTest, IsWhatTheFileWasWhenItWasRead) {
  test::TemporaryFolder folder;
  const auto at = folder.write("ca.pem", "as it was").string();
  const PemFile file = PemFile::read(at).value();
  const PemFile other_name = PemFile::of("other", "as it was").value();
  folder.write("ca.pem", "another");
  EXPECT_EQ(file.name(), at);
  for (int times = 0; times < 2; ++times) {
    EXPECT_EQ(read_text_file(file.path(), 100).value(), "as it was");
  }
  EXPECT_EQ(file.digest(), other_name.digest());
  EXPECT_NE(file.digest(), PemFile::read(at).value().digest());
}

TEST(PemFileTest, RemainsWhileACopyOfItExists) {
  std::optional<PemFile> file = PemFile::of("ca.pem", "text").value();
  const PemFile copy = *file;
  file.reset();
  EXPECT_EQ(read_text_file(copy.path(), 100).value(), "text");
}

TEST(PemFileTest, CannotBeChanged) {
  const PemFile file = PemFile::of("ca.pem", "text").value();
  std::ofstream{file.path()} << "another";
  EXPECT_EQ(read_text_file(file.path(), 100).value(), "text");
}

TEST(PemFileTest, SaysWhyItCannotBeRead) {
  EXPECT_EQ(PemFile::read("/nowhere/ca.pem").error().message, "No such file or directory");
}

}  // namespace
}  // namespace sluice::config
