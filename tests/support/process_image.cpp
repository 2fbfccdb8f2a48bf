#include "tests/support/process_image.hpp"

#include <sys/prctl.h>
#include <unistd.h>

#include <csignal>
#include <cstring>
#include <string_view>

namespace sluice::test {

namespace {

bool is_overridden(std::string_view entry, const ProcessSettings& settings) {
  return settings.environment.contains(std::string{entry.substr(0, entry.find('='))});
}

}  // namespace

ProcessImage::ProcessImage(const ProcessSettings& settings)
    : texts_{settings.arguments}, folder_{settings.folder.string()} {
  for (const auto& [name, value] : settings.environment) {
    texts_.push_back(name + "=" + value);
  }
  // Pointers only now: texts_ no longer moves.
  for (std::size_t index = 0; index < texts_.size(); ++index) {
    auto& target = index < settings.arguments.size() ? arguments_ : environment_;
    target.push_back(texts_[index].data());
  }
  for (char** entry = environ; *entry != nullptr; ++entry) {
    if (!is_overridden(*entry, settings)) {
      environment_.push_back(*entry);
    }
  }
  arguments_.push_back(nullptr);
  environment_.push_back(nullptr);
}

void ProcessImage::become(pid_t parent, Streams streams) const noexcept {
  ::setpgid(0, 0);
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) {  // the test died before the line above
    ::_exit(127);
  }
  ::dup2(streams.input, STDIN_FILENO);
  ::dup2(streams.output, STDOUT_FILENO);
  ::dup2(streams.errors, STDERR_FILENO);
  if (folder_.empty() || ::chdir(folder_.c_str()) == 0) {
    ::execvpe(arguments_[0], arguments_.data(), environment_.data());
  }
  static constexpr std::string_view message = "cannot be started: no such program or folder\n";
  [[maybe_unused]] const auto written = ::write(STDERR_FILENO, message.data(), message.size());
  ::_exit(127);
}

}  // namespace sluice::test
