#include "tests/support/parts.hpp"

#include <unistd.h>

#include <sstream>

namespace sluice::test {

std::filesystem::path parts_folder() {
  if (const char* folder = std::getenv("SLUICE_PARTS"); folder != nullptr && *folder != '\0') {
    return folder;
  }
  const char* home = std::getenv("HOME");
  return std::filesystem::path{home == nullptr ? "/root" : home} / ".cache/sluice/parts";
}

std::filesystem::path find_program(std::string_view name) {
  const char* path = std::getenv("PATH");
  std::istringstream folders{std::string{path == nullptr ? "/usr/bin" : path} +
                             ":/usr/sbin:/usr/local/sbin"};
  for (std::string folder; std::getline(folders, folder, ':');) {
    auto program = std::filesystem::path{folder} / name;
    if (::access(program.c_str(), X_OK) == 0) {
      return program;
    }
  }
  return {};
}

std::string missing_package(std::string_view package) {
  if (find_program("node").empty()) {
    return "no program `node`";
  }
  const auto folder = parts_folder() / "node/node_modules" / package;
  return std::filesystem::exists(folder) ? "" : "no npm package at " + folder.string();
}

std::filesystem::path node_script(std::string_view name) {
  return std::filesystem::path{SLUICE_NODE_SCRIPTS} / name;
}

}  // namespace sluice::test
