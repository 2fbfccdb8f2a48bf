#include "tests/deploy/image.hpp"

#include <unistd.h>

#include <fstream>
#include <stdexcept>

#include "tests/support/parts.hpp"

namespace sluice::test {
namespace {

using nlohmann::json;

constexpr auto base_name = "docker.io/library/debian:bookworm-slim";
constexpr auto name = "localhost/sluice:test";
constexpr std::chrono::minutes build_time{25};

std::filesystem::path base_archive() {
  return parts_folder() / "base-image/root.tar";
}

std::filesystem::path store() {
  return parts_folder() / "image";
}

/// `buildah` with a store of its own, in which nothing else has images.
ProcessSettings buildah(const std::vector<std::string>& arguments) {
  std::filesystem::create_directories(store() / "tmp");
  ProcessSettings settings{
      .arguments = {"buildah", "--root", store() / "root", "--runroot", store() / "run"},
      .environment = {{"TMPDIR", store() / "tmp"}, {"BUILDAH_ISOLATION", "chroot"}}};
  settings.arguments.insert(settings.arguments.end(), arguments.begin(), arguments.end());
  return settings;
}

/// What it writes to standard output.
std::string output(const std::vector<std::string>& arguments,
                   Deadline deadline = within(start_time)) {
  Process process{buildah(arguments)};
  if (process.wait_exit(deadline) != 0) {
    throw std::runtime_error("buildah " + arguments.at(0) + " failed:" + process.tail(60));
  }
  std::string text;
  for (std::size_t index = 0; index < process.line_count(); ++index) {
    const OutputLine line = process.wait_line(index, within(answer_time));
    if (!line.is_error) text += (text.empty() ? "" : "\n") + line.text;
  }
  return text;
}

std::string setting_of_ccache(const std::string& key) {
  Process ccache{{.arguments = {"ccache", "--get-config", key}}};
  if (ccache.wait_exit() != 0) throw std::runtime_error("ccache:" + ccache.tail());
  return ccache.wait_line(0, within(answer_time)).text;
}

/// Options of `buildah build` that give the compiler of the Dockerfile, which knows nothing of
/// them, the compiler cache of this machine. They leave an empty folder and an empty file in the
/// image.
std::vector<std::string> compiler_cache() {
  if (find_program("ccache").empty()) return {};
  const auto* const place = "/var/cache/ccache";
  const auto settings = store() / "ccache.conf";
  std::ofstream{settings} << "cache_dir = " << place << "\nbase_dir = /src\nhash_dir = false\n"
                          << "max_size = " << setting_of_ccache("max_size") << '\n';
  const std::string folder = setting_of_ccache("cache_dir");
  std::filesystem::create_directories(folder);
  return {"--volume=" + folder + ":" + place,
          "--volume=" + settings.string() + ":/etc/ccache.conf:ro"};
}

void make_base() {
  Process known{buildah({"inspect", "--type=image", base_name})};
  if (known.wait_exit() == 0) return;
  const auto container = output({"from", "scratch"});
  output({"add", container, base_archive(), "/"});
  output({"commit", "--rm", container, base_name});
}

}  // namespace

Image::Image() {
  make_base();
  const std::filesystem::path tree = SLUICE_TREE;
  std::vector<std::string> build{"build",
                                 "--layers",
                                 "--pull=never",
                                 "--network=host",
                                 "--build-arg=VERSION=0.0.0-test",
                                 "--build-arg=REVISION=none",
                                 "--file",
                                 tree / "deploy/Dockerfile",
                                 "--tag",
                                 name};
  for (const auto& option : compiler_cache()) build.push_back(option);
  build.push_back(tree);
  output(build, within(build_time));
  container_ = output({"from", "--pull-never", name});
}

Image::~Image() {
  Process removal{buildah({"rm", container_})};
  (void)removal.exits_within(answer_time);  // the next build starts from a new one anyway
}

json Image::config() const {
  return json::parse(output({"inspect", "--type=image", name})).at("OCIv1").at("config");
}

std::int64_t Image::size_beyond_base() const {
  const auto base = output({"from", "--pull-never", base_name});
  const auto beyond = size(container_) - size(base);
  output({"rm", base});
  return beyond;
}

std::int64_t Image::size(const std::string& container) const {
  return std::stoll(output({"run", "--user=0", container, "--", "du", "--bytes", "--summarize",
                            "--one-file-system", "/"}));
}

ProcessSettings Image::command(const std::vector<std::string>& arguments,
                               const std::vector<std::string>& options) const {
  return buildah(run(arguments, options));
}

std::string Image::output_of(const std::vector<std::string>& arguments) const {
  return output(run(arguments, {}));
}

std::vector<std::string> Image::run(const std::vector<std::string>& arguments,
                                    const std::vector<std::string>& options) const {
  std::vector<std::string> all{"run", "--network=host"};
  all.insert(all.end(), options.begin(), options.end());
  all.insert(all.end(), {container_, "--"});
  all.insert(all.end(), arguments.begin(), arguments.end());
  return all;
}

std::string Image::unavailable() {
  if (find_program("buildah").empty()) return "no program `buildah`";
  if (::geteuid() != 0) return "only root can chroot into what buildah built";
  return std::filesystem::exists(base_archive()) ? "" : "nothing at " + base_archive().string();
}

}  // namespace sluice::test
