#include "gateway/net/lookups.hpp"

#include <netdb.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <cerrno>
#include <chrono>
#include <system_error>
#include <thread>
#include <utility>

#include "gateway/net/no_throw.hpp"

namespace sluice::net {
namespace asio = boost::asio;

namespace {

/// The number of names that can hang before a healthy one has to wait for them.
constexpr std::size_t threads_max = 16;

constexpr std::chrono::seconds kept_for{5};

/// More than any usable name has.
constexpr std::size_t addresses_max = 64;

constexpr std::size_t message_max = 8 * 1024;

// An answer from the thread: '+' and one address per line, or '-' and the error.
std::string written(const Result<Addresses>& answer) {
  if (!answer) return "-" + answer.error().message.substr(0, message_max - 1);
  std::string text = "+";
  for (const auto& address : *answer) text += address + '\n';
  return text;
}

Result<Addresses> read(std::string_view text) {
  if (!text.starts_with('+')) {
    return Error{text.empty() ? "the lookup's thread has died" : std::string(text.substr(1))};
  }
  Addresses addresses;
  for (text.remove_prefix(1); !text.empty(); text.remove_prefix(text.find('\n') + 1)) {
    addresses.emplace_back(text.substr(0, text.find('\n')));
  }
  return addresses;
}

/// Runs on its own thread and owns `answer_to`. The loop may be gone by the time of the answer.
void resolve_and_answer(const Lookups::Resolver& resolver, const std::string& host, int answer_to) {
  const auto text = written(resolver(host));
  ::send(answer_to, text.data(), text.size(), MSG_NOSIGNAL);
  ::close(answer_to);
}

/// Returns a descriptor that becomes readable with the answer; the caller must close it.
Result<int> start_thread(const Lookups::Resolver& resolver, const std::string& host) {
  std::array<int, 2> ends{};
  if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends.data()) != 0) {
    return Error{std::system_category().message(errno)};
  }
  try {
    std::thread(resolve_and_answer, resolver, host, ends[1]).detach();
  } catch (const std::system_error& error) {
    ::close(ends[0]);
    ::close(ends[1]);
    return Error{error.code().message()};
  }
  return ends[0];
}

}  // namespace

Result<Addresses> look_up(const std::string& host) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* list = nullptr;
  const int error = ::getaddrinfo(host.c_str(), nullptr, &hints, &list);
  if (error == EAI_SYSTEM) return Error{std::system_category().message(errno)};
  if (error != 0) return Error{::gai_strerror(error)};
  const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> found(list, &::freeaddrinfo);
  Addresses addresses;
  for (const auto* one = list; one != nullptr; one = one->ai_next) {
    std::array<char, NI_MAXHOST> text{};
    const bool is_known = ::getnameinfo(one->ai_addr, one->ai_addrlen, text.data(), text.size(),
                                        nullptr, 0, NI_NUMERICHOST) == 0;
    if (is_known && addresses.size() < addresses_max) addresses.emplace_back(text.data());
  }
  if (addresses.empty()) return Error{"the name has no address"};
  return addresses;
}

/// Lives in the frame of a coroutine that waits in find().
class Lookups::Waiter final : public Tether {
 public:
  Waiter(asio::io_context& loop, Name& name, Time deadline)
      : Tether(name.waiting), name_(name), timer_(loop, deadline) {}

  asio::awaitable<Result<Addresses>> wait() {
    co_await timer_.async_wait(no_throw);
    co_return std::move(answer_);
  }

 private:
  void on_cut() noexcept override {
    answer_ = name_.answer;
    if (answer_) answer_ = ordered(name_);
    timer_.cancel();
  }

  Name& name_;
  asio::steady_timer timer_;
  Result<Addresses> answer_ = Error{"timed out"};
};

/// Lives in the frame of the coroutine that waits for a thread's answer.
class Lookups::Thread final : public Tether {
 public:
  explicit Thread(Lookups& lookups)
      : Tether(lookups.running_), lookups_(lookups), answer_(lookups.loop_) {}

  /// An error when no thread can be started.
  [[nodiscard]] Result<void> start(const std::string& host) {
    const auto descriptor = start_thread(lookups_.resolver_, host);
    if (!descriptor) return descriptor.error();
    answer_.assign(*descriptor);
    return {};
  }
  asio::awaitable<Result<Addresses>> answer() {
    co_await answer_.async_wait(asio::posix::stream_descriptor::wait_read, no_throw);
    std::array<char, message_max> text;
    const auto size = ::recv(answer_.native_handle(), text.data(), text.size(), MSG_DONTWAIT);
    co_return read({text.data(), size > 0 ? static_cast<std::size_t>(size) : 0});
  }
  /// The object that needs the answer; null when it is destroyed.
  [[nodiscard]] Lookups* lookups() const noexcept { return holds() ? &lookups_ : nullptr; }

 private:
  Lookups& lookups_;
  asio::posix::stream_descriptor answer_;
};

Lookups::Lookups(asio::io_context& loop, Resolver resolver)
    : loop_(loop), resolver_(std::move(resolver)) {}

Lookups::~Lookups() = default;

asio::awaitable<Result<Addresses>> Lookups::find(std::string host, Time deadline) {
  boost::system::error_code no_address;
  asio::ip::make_address(host, no_address);
  if (!no_address) co_return Addresses{host};
  auto& name = names_[host];
  const auto now = std::chrono::steady_clock::now();
  if (now < name.good_until) co_return ordered(name);
  if (now >= deadline) co_return Error{"timed out"};
  Waiter waiter(loop_, name, deadline);
  if (!std::exchange(name.asked, true)) {
    queued_.push_back(host);
    start_queued();
  }
  co_return co_await waiter.wait();
}

void Lookups::rate(const std::string& host, const std::string& address, bool served) {
  const auto found = names_.find(host);
  if (found == names_.end()) return;  // an address as text
  auto& name = found->second;
  std::erase(name.failed, address);
  if (served) {
    name.preferred = address;
    return;
  }
  if (name.preferred == address) name.preferred.clear();
  if (name.failed.size() == addresses_max) name.failed.erase(name.failed.begin());
  name.failed.push_back(address);
}

Addresses Lookups::ordered(const Name& name) {
  auto addresses = *name.answer;
  const auto rank = [&name](const std::string& address) -> std::ptrdiff_t {
    if (address == name.preferred) return -1;
    const auto failed = std::ranges::find(name.failed, address);
    return failed == name.failed.end() ? 0 : 1 + (failed - name.failed.begin());
  };
  std::ranges::stable_sort(addresses, {}, rank);
  return addresses;
}

void Lookups::start_queued() {
  while (!queued_.empty() && running_.size() < threads_max) {
    auto thread = std::make_unique<Thread>(*this);
    asio::co_spawn(loop_, run(std::move(thread), std::move(queued_.front())), fail_loudly);
    queued_.pop_front();
  }
}

asio::awaitable<void> Lookups::run(std::unique_ptr<Thread> thread, std::string host) {
  co_await asio::post(asio::use_awaitable);  // so that no answer comes before its waiter waits
  if (!thread->holds()) co_return;
  Result<Addresses> answer = Error{"given up"};
  if (const auto started = thread->start(host); started) {
    answer = co_await thread->answer();
  } else {
    answer = started.error();
  }
  auto* lookups = thread->lookups();
  thread.reset();  // its place is free
  if (lookups != nullptr) lookups->on_answer(host, std::move(answer));
}

void Lookups::on_answer(const std::string& host, Result<Addresses> answer) {
  auto& name = names_[host];
  name.asked = false;
  name.answer = std::move(answer);
  if (name.answer) name.good_until = std::chrono::steady_clock::now() + kept_for;
  name.waiting.cut();
  start_queued();
}

}  // namespace sluice::net
