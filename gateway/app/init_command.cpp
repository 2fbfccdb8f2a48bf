#include "gateway/app/init_command.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "config/problem.hpp"
#include "gateway/app/starter.hpp"
#include "gateway/core/descriptor.hpp"
#include "gateway/core/write_out.hpp"

namespace sluice::app {
namespace {

constexpr int status_unwritten = 2;

int refuse(const std::string& path, int error) {
  fmt::print(stderr, "sluice init: {}: {}\n", config::printable(path),
             std::generic_category().message(error));
  return status_unwritten;
}

}  // namespace

int write_starter(const std::string& path) {
  if (path.empty()) {
    const int error = write_out(STDOUT_FILENO, starter());
    return error == 0 ? 0 : refuse("standard output", error);
  }
  // With these flags nothing that exists is written to, a link that leads nowhere included.
  const Descriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644));
  if (file.get() < 0) return refuse(path, errno);
  if (const int error = write_out(file.get(), starter()); error != 0) return refuse(path, error);
  fmt::print("{}: written; sluice check {} says whether it is good\n", path, path);
  return 0;
}

}  // namespace sluice::app
