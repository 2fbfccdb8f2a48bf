#include "tests/faults/small_disk.hpp"

#include <array>
#include <exception>
#include <fstream>
#include <stdexcept>
#include <utility>

#include "tests/support/temporary_folder.hpp"

namespace sluice::test {
namespace {

/// A process that mounts the disk in name spaces of its own and stays in them.
Process holder(const std::filesystem::path& place, const std::string& size) {
  std::filesystem::create_directory(place);
  return Process{{.arguments = {"unshare", "--user", "--map-root-user", "--mount", "sh", "-c",
                                R"(mount -t tmpfs -o "size=$1,mode=700" journal "$0" &&
                                   echo mounted && exec sleep infinity)",
                                place.string(), size}}};
}

}  // namespace

SmallDisk::SmallDisk(std::filesystem::path place, const std::string& size)
    : place_{std::move(place)}, holder_{holder(place_, size)} {
  holder_.wait_for_line("mounted");
}

std::vector<std::string> SmallDisk::wrapper() const {
  return {"nsenter", "--target", std::to_string(holder_.id()),
          "--user",  "--mount",  "--preserve-credentials"};
}

std::filesystem::path SmallDisk::foreign_file() const {
  return "/proc/" + std::to_string(holder_.id()) + "/root" + (place_ / "foreign").string();
}

void SmallDisk::fill() {
  constexpr std::array<char, 4096> page{};
  std::ofstream file{foreign_file(), std::ios::binary};
  if (!file) throw std::runtime_error("cannot write " + foreign_file().string());
  while (file.write(page.data(), page.size()).flush()) {
  }
}

void SmallDisk::free() {
  std::filesystem::remove(foreign_file());
}

std::string SmallDisk::unavailable() {
  const TemporaryFolder folder;
  try {
    const SmallDisk disk{folder.path(), "1m"};
    Process process{{.arguments = {"nsenter", "--version"}}};
    return process.wait_exit() == 0 ? "" : "no program `nsenter`";
  } catch (const std::exception& failure) {
    return std::string{"nobody may mount here: "} + failure.what();
  }
}

}  // namespace sluice::test
