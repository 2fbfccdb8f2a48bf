#include "tests/support/process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <fstream>
#include <stdexcept>
#include <system_error>
#include <utility>

#include "tests/support/process_image.hpp"

namespace sluice::test {

namespace {

struct Pipe {
  int read_end = -1;
  int write_end = -1;
};

Pipe make_pipe() {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
    throw std::system_error(errno, std::generic_category(), "pipe");
  }
  return {ends[0], ends[1]};
}

/// A socket rather than a pipe: writing to a dead process must be an error, not SIGPIPE.
Pipe make_input(bool wanted) {
  if (!wanted) {
    return {::open("/dev/null", O_RDONLY | O_CLOEXEC), -1};
  }
  std::array<int, 2> ends{};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) {
    throw std::system_error(errno, std::generic_category(), "socketpair");
  }
  return {ends[0], ends[1]};
}

/// Its read end leaves the pipe, which stays open and holds as little as a pipe can.
int keep_unread(Pipe& pipe) {
  ::fcntl(pipe.write_end, F_SETPIPE_SZ, 4096);
  return std::exchange(pipe.read_end, -1);
}

int code_of(int status) {
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace

Process::Process(const ProcessSettings& settings) : name_{settings.arguments.at(0)} {
  const ProcessImage image{settings};
  const Pipe input = make_input(settings.with_input);
  Pipe output = make_pipe();
  Pipe errors = make_pipe();
  if (settings.unread == Unread::output) unread_ = keep_unread(output);
  if (settings.unread == Unread::errors) unread_ = keep_unread(errors);
  const pid_t parent = ::getpid();
  id_ = ::fork();
  if (id_ == 0) {
    image.become(parent, {input.read_end, output.write_end, errors.write_end});
  }
  if (id_ < 0) {
    throw std::system_error(errno, std::generic_category(), "fork");
  }
  // Also in the child: whichever comes first, the group exists before anyone signals it.
  ::setpgid(id_, id_);
  ::close(input.read_end);
  ::close(output.write_end);
  ::close(errors.write_end);
  input_ = input.write_end;
  reader_ = std::thread{[this, output, errors] {
    read_output(output.read_end, errors.read_end);
    await_exit();
  }};
}

Process::~Process() {
  signal(SIGKILL);
  reader_.join();
  for (const int descriptor : {input_, unread_}) {
    if (descriptor >= 0) ::close(descriptor);
  }
}

void Process::write_line(std::string_view text) {
  std::string line{text};
  line += '\n';
  for (std::string_view rest = line; !rest.empty();) {
    const ssize_t sent = ::send(input_, rest.data(), rest.size(), MSG_NOSIGNAL);
    if (sent < 0 && errno != EINTR) {
      throw std::runtime_error(failure("does not read its input"));
    }
    rest.remove_prefix(sent > 0 ? static_cast<std::size_t>(sent) : 0);
  }
}

void Process::signal(int number) {
  const std::lock_guard lock{mutex_};
  if (!exit_code_) {  // once it is reaped, its number may be another's
    ::kill(-id_, number);
  }
}

void Process::wait_holds(int number, Deadline deadline) {
  const std::uint64_t bit = std::uint64_t{1} << (number - 1);
  const auto holds = [&] {
    std::ifstream status{"/proc/" + std::to_string(id_) + "/status"};
    for (std::string line; std::getline(status, line);) {
      const bool mask = line.starts_with("SigBlk:") || line.starts_with("SigCgt:");
      if (mask && (std::stoull(line.substr(line.find(':') + 1), nullptr, 16) & bit) != 0)
        return true;
    }
    return false;
  };
  while (!holds()) {
    if (exits_within(std::chrono::milliseconds{1}) || left_until(deadline).count() == 0) {
      throw waiting_failed(deadline, "never held signal " + std::to_string(number) + tail());
    }
  }
}

int Process::wait_exit(Deadline deadline) {
  std::unique_lock lock{mutex_};
  if (!changed_.wait_until(lock, deadline, [this] { return exit_code_.has_value(); })) {
    lock.unlock();
    throw waiting_failed(deadline, failure("did not exit in time"));
  }
  return *exit_code_;
}

bool Process::exits_within(std::chrono::milliseconds span) {
  std::unique_lock lock{mutex_};
  return changed_.wait_for(lock, span, [this] { return exit_code_.has_value(); });
}

std::string Process::wait_for_line(std::string_view part, Deadline deadline, std::size_t from) {
  try {
    for (std::size_t index = from;; ++index) {
      const OutputLine line = wait_line(index, deadline);
      if (line.text.find(part) != std::string::npos) {
        return line.text;
      }
    }
  } catch (const std::runtime_error& error) {
    throw std::runtime_error("no line with '" + std::string{part} + "': " + error.what());
  }
}

OutputLine Process::wait_line(std::size_t index, Deadline deadline) {
  std::unique_lock lock{mutex_};
  changed_.wait_until(lock, deadline, [&] { return index < lines_.size() || exit_code_; });
  if (index < lines_.size()) {
    return lines_[index];
  }
  const bool ended = exit_code_.has_value();
  lock.unlock();
  throw waiting_failed(deadline, failure(ended ? "ended" : "said nothing more in time"));
}

std::vector<std::string> Process::lines() const {
  const std::lock_guard lock{mutex_};
  std::vector<std::string> texts;
  texts.reserve(lines_.size());
  for (const OutputLine& line : lines_) {
    texts.push_back(line.text);
  }
  return texts;
}

std::size_t Process::line_count() const {
  const std::lock_guard lock{mutex_};
  return lines_.size();
}

std::string Process::tail(std::size_t count) const {
  const std::lock_guard lock{mutex_};
  std::string text;
  for (std::size_t index = lines_.size() - std::min(count, lines_.size()); index < lines_.size();
       ++index) {
    text += "\n    | " + lines_[index].text.substr(0, 500);
  }
  return text;
}

void Process::read_output(int output, int errors) {
  std::array<pollfd, 2> sources{{{output, POLLIN, 0}, {errors, POLLIN, 0}}};
  std::array<std::string, 2> partial;
  std::array<char, 65536> buffer{};
  for (auto open = std::ranges::count_if(sources, [](const pollfd& one) { return one.fd >= 0; });
       open > 0;) {
    ::poll(sources.data(), sources.size(), -1);
    for (std::size_t index = 0; index < sources.size(); ++index) {
      if (sources[index].fd < 0 || sources[index].revents == 0) {
        continue;
      }
      const ssize_t size = ::read(sources[index].fd, buffer.data(), buffer.size());
      if (size > 0) {
        keep(partial[index], {buffer.data(), static_cast<std::size_t>(size)}, index == 1);
      } else if (size == 0 || errno != EINTR) {
        keep(partial[index], partial[index].empty() ? "" : "\n", index == 1);
        ::close(sources[index].fd);
        sources[index].fd = -1;
        --open;
      }
    }
  }
}

void Process::keep(std::string& partial, std::string_view bytes, bool is_error) {
  const std::lock_guard lock{mutex_};
  for (auto end = bytes.find('\n'); end != std::string_view::npos; end = bytes.find('\n')) {
    partial += bytes.substr(0, end);
    lines_.push_back({std::move(partial), is_error});
    partial.clear();
    bytes.remove_prefix(end + 1);
  }
  partial += bytes;
  changed_.notify_all();
}

void Process::await_exit() {
  siginfo_t info{};
  // Not reaped yet: between the two calls signal() may still name the process.
  while (::waitid(P_PID, static_cast<id_t>(id_), &info, WEXITED | WNOWAIT) != 0 && errno == EINTR) {
  }
  const std::lock_guard lock{mutex_};
  int status = 0;
  ::waitpid(id_, &status, 0);
  exit_code_ = code_of(status);
  changed_.notify_all();
}

std::string Process::failure(const std::string& what) const {
  std::string state;
  {
    const std::lock_guard lock{mutex_};
    state = exit_code_ ? " (exit code " + std::to_string(*exit_code_) + ")" : "";
  }
  return name_ + " " + what + state + "; its last output:" + tail();
}

}  // namespace sluice::test
