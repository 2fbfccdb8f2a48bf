#include "gateway/app/config_watch.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <filesystem>
#include <string>
#include <vector>

#include "tests/support/certificates.hpp"
#include "tests/support/manual_loop.hpp"
#include "tests/support/temporary_folder.hpp"

namespace sluice::app {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::IsEmpty;

/// Real files; the time is the test's.
struct ConfigWatchTest : testing::Test {
  ConfigWatchTest() { write("sluice.yaml", config("one")); }

  [[nodiscard]] static std::string config(const std::string& topic) {
    return fmt::format(
        "connections: {{shop: {{cluster: eu, key: k, channels: [a]}}}}\n"
        "sinks: {{out: {{type: stdout}}}}\n"
        "routes: [{{to: out, topic: \"{}\"}}]\n",
        topic);
  }
  [[nodiscard]] std::string reference(const std::string& name) const {
    return fmt::format("${{file:{}}}", at(name).string());
  }
  [[nodiscard]] fs::path at(const std::string& name) const { return folder.path() / name; }
  void write(const std::string& name, const std::string& text) const { folder.write(name, text); }

  void read() {
    std::ignore = file.read();
    watch.follow();
  }
  /// The files that were told of since the last call, by their names. Each reads everything again.
  [[nodiscard]] std::vector<std::string> told() {
    loop.make_all_readable();
    loop.advance(Duration{200});
    return std::exchange(names, {});
  }

  test::TemporaryFolder folder;
  test::ManualLoop loop;
  ConfigFile file{at("sluice.yaml").string()};
  std::vector<std::string> names;
  telemetry::Log log{telemetry::Level::error, telemetry::LogFormat::logfmt};
  ConfigWatch watch{loop, file,
                    [this](const std::string& path) {
                      names.push_back(fs::path(path).filename());
                      read();
                    },
                    log};
};

TEST_F(ConfigWatchTest, TellsOfAnotherContentOnce) {
  read();
  write("sluice.yaml", config("two"));
  EXPECT_THAT(told(), ElementsAre("sluice.yaml"));
  EXPECT_THAT(told(), IsEmpty());
}

TEST_F(ConfigWatchTest, WaitsUntilAFileIsWrittenToItsEnd) {
  read();
  write("sluice.yaml", config("two").substr(0, 20));
  loop.make_all_readable();
  loop.advance(Duration{199});
  write("sluice.yaml", config("two"));
  loop.make_all_readable();
  loop.advance(Duration{199});
  EXPECT_THAT(names, IsEmpty());
  EXPECT_THAT(told(), ElementsAre("sluice.yaml"));
}

TEST_F(ConfigWatchTest, IsSilentAboutTheSameContent) {
  read();
  write("sluice.yaml", config("one"));
  fs::rename(folder.write("new", config("one")), at("sluice.yaml"));
  EXPECT_THAT(told(), IsEmpty());
}

TEST_F(ConfigWatchTest, TellsOfABadFileOnceAndOfItsEnd) {
  read();
  write("sluice.yaml", "connections: [");
  EXPECT_THAT(told(), ElementsAre("sluice.yaml"));
  write("sluice.yaml", "connections: [");
  EXPECT_THAT(told(), IsEmpty());
  fs::remove(at("sluice.yaml"));
  EXPECT_THAT(told(), ElementsAre("sluice.yaml"));
  write("sluice.yaml", config("one"));
  EXPECT_THAT(told(), ElementsAre("sluice.yaml"));
}

TEST_F(ConfigWatchTest, TellsOfAFileThatAValueNames) {
  write("topic", "one");
  write("sluice.yaml", config(reference("topic")));
  read();
  write("topic", "one\n");
  EXPECT_THAT(told(), IsEmpty());  // the line break is not part of the value
  write("topic", "two");
  EXPECT_THAT(told(), ElementsAre("topic"));
}

TEST_F(ConfigWatchTest, TellsOfAFileThatWasMissing) {
  write("sluice.yaml", config(reference("later/topic")));
  read();
  fs::create_directory(at("later"));
  EXPECT_THAT(told(), IsEmpty());
  write("later/topic", "one");
  EXPECT_THAT(told(), ElementsAre("topic"));
}

TEST_F(ConfigWatchTest, FollowsTheFilesThatARunningConfigurationNames) {
  fs::create_directory(at("first"));
  fs::create_directory(at("second"));
  write("first/topic", "one");
  write("second/topic", "one");
  write("sluice.yaml", config(reference("first/topic")));
  read();
  write("sluice.yaml", config(reference("second/topic")));
  EXPECT_THAT(told(), ElementsAre("sluice.yaml"));
  write("first/topic", "two");
  EXPECT_THAT(told(), IsEmpty());
  write("second/topic", "two");
  EXPECT_THAT(told(), ElementsAre("topic"));
}

/// As kubelet does: a new folder, and a link to it in place of the former one.
TEST_F(ConfigWatchTest, TellsOfAVolumeWhoseLinkIsReplaced) {
  const auto swap = [this](const std::string& version, const std::string& topic) {
    fs::create_directory(at(version));
    write(version + "/sluice.yaml", config(topic));
    fs::create_directory_symlink(version, at("..data_tmp"));
    fs::rename(at("..data_tmp"), at("..data"));
  };
  fs::remove(at("sluice.yaml"));
  fs::create_symlink("..data/sluice.yaml", at("sluice.yaml"));
  swap("..1", "one");
  read();
  swap("..2", "two");
  fs::remove_all(at("..1"));
  EXPECT_THAT(told(), ElementsAre("sluice.yaml"));
  swap("..3", "two");
  EXPECT_THAT(told(), IsEmpty());
  swap("..4", "three");
  EXPECT_THAT(told(), ElementsAre("sluice.yaml"));
}

TEST_F(ConfigWatchTest, TellsOfWhatChangedBeforeItWatched) {
  std::ignore = file.read();
  write("sluice.yaml", config("two"));
  watch.follow();
  EXPECT_THAT(told(), ElementsAre("sluice.yaml"));
}

TEST_F(ConfigWatchTest, TellsOfACertificateThatIsReplaced) {
  const test::CertificateAuthority one;
  const test::CertificateAuthority other;
  const auto become = [this](const test::CertificateAuthority& authority) {
    fs::copy_file(authority.ca_file(), at("ca.pem"), fs::copy_options::overwrite_existing);
  };
  become(one);
  write("sluice.yaml", "connections: {shop: {cluster: eu, key: k, channels: [a], tls: {ca_file: " +
                           at("ca.pem").string() + "}}}\nsinks: {out: {type: stdout}}\n" +
                           "routes: [{to: out, topic: t}]\n");
  read();
  become(other);
  EXPECT_THAT(told(), ElementsAre("ca.pem"));
  EXPECT_THAT(told(), IsEmpty());
  write("ca.pem", "");
  EXPECT_THAT(told(), ElementsAre("ca.pem"));
  become(other);
  EXPECT_THAT(told(), ElementsAre("ca.pem"));
}

/// Its content is another at each look.
TEST_F(ConfigWatchTest, IsSilentAboutWhatTheKernelMakes) {
  write("sluice.yaml", config("${file:/proc/sys/kernel/random/uuid}"));
  read();
  EXPECT_THAT(told(), IsEmpty());
}

}  // namespace
}  // namespace sluice::app
