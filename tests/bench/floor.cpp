// The least code that does the gateway's job, as a yardstick: Channels frames in, Kafka records
// out (idempotent, acks=all, by key, with the time of arrival), with or without a journal. Nothing
// else: no reconnection, no routes, no metrics, and a journal that nobody reads.
//
// floor PORT CONNECTIONS BROKERS TOPIC EVENTS [JOURNAL FOLDER]
// Prints "delivered NUMBER" each time EVENTS more are delivered, and before it with a journal the
// time from a turn's first record until it is synced, since the last print: "synced p50
// MICROSECONDS p99 MICROSECONDS". Runs until it is ended.
#include <arpa/inet.h>
#include <fcntl.h>
#include <librdkafka/rdkafka.h>
#include <netinet/tcp.h>
#include <simdjson.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "tests/bench/floor_journal.hpp"
#include "tests/bench/system_call.hpp"

namespace {

using sluice::bench::check;
using sluice::bench::FloorJournal;

/// A text frame of a client with a mask of zeros.
std::string masked(std::string_view text) {
  std::string frame{'\x81', static_cast<char>(0x80 | text.size())};
  return frame.append(4, '\0').append(text);
}

class Producer {
 public:
  Producer(const char* brokers, const char* topic) {
    rd_kafka_conf_t* conf = rd_kafka_conf_new();
    set(conf, "bootstrap.servers", brokers);
    set(conf, "enable.idempotence", "true");
    set(conf, "acks", "all");
    set(conf, "message.timeout.ms", "0");
    set(conf, "linger.ms", "5");
    set(conf, "queue.buffering.max.messages", "10000");
    rd_kafka_conf_set_opaque(conf, this);
    rd_kafka_conf_set_dr_msg_cb(conf,
                                [](rd_kafka_t*, const rd_kafka_message_t* message, void* self) {
                                  static_cast<Producer*>(self)->note(*message);
                                });
    std::array<char, 512> reason{};
    client_ = rd_kafka_new(RD_KAFKA_PRODUCER, conf, reason.data(), reason.size());
    if (client_ == nullptr) throw std::runtime_error(reason.data());
    topic_ = rd_kafka_topic_new(client_, topic, nullptr);
    partitions_ = count_partitions();
  }

  [[nodiscard]] std::uint64_t delivered() const { return delivered_; }

  void poll(int wait_ms) { rd_kafka_poll(client_, wait_ms); }

  /// `segment`, of the journal, is settled when the record is delivered; may be null.
  void produce(std::string_view key, std::string_view payload, std::int64_t at, void* segment) {
    const auto partition = rd_kafka_msg_partitioner_murmur2(nullptr, key.data(), key.size(),
                                                            partitions_, nullptr, nullptr);
    std::array<rd_kafka_vu_t, 7> arguments{};
    arguments[0] = {.vtype = RD_KAFKA_VTYPE_RKT, .u = {.rkt = topic_}};
    arguments[1] = {.vtype = RD_KAFKA_VTYPE_PARTITION, .u = {.i32 = partition}};
    arguments[2].vtype = RD_KAFKA_VTYPE_VALUE;
    arguments[2].u.mem = {const_cast<char*>(payload.data()), payload.size()};
    arguments[3].vtype = RD_KAFKA_VTYPE_KEY;
    arguments[3].u.mem = {const_cast<char*>(key.data()), key.size()};
    arguments[4] = {.vtype = RD_KAFKA_VTYPE_TIMESTAMP, .u = {.i64 = at}};
    arguments[5] = {.vtype = RD_KAFKA_VTYPE_OPAQUE, .u = {.ptr = segment}};
    arguments[6] = {.vtype = RD_KAFKA_VTYPE_MSGFLAGS, .u = {.i = RD_KAFKA_MSG_F_COPY}};
    while (rd_kafka_error_t* error = rd_kafka_produceva(client_, arguments.data(), 7)) {
      const bool full = rd_kafka_error_code(error) == RD_KAFKA_RESP_ERR__QUEUE_FULL;
      if (!full) throw std::runtime_error(rd_kafka_error_string(error));
      rd_kafka_error_destroy(error);
      poll(10);
    }
  }

 private:
  static void set(rd_kafka_conf_t* conf, const char* property, const char* value) {
    std::array<char, 512> reason{};
    if (rd_kafka_conf_set(conf, property, value, reason.data(), reason.size()) !=
        RD_KAFKA_CONF_OK) {
      throw std::runtime_error(reason.data());
    }
  }

  [[nodiscard]] int count_partitions() const {
    const rd_kafka_metadata_t* metadata = nullptr;
    if (rd_kafka_metadata(client_, 0, topic_, &metadata, 10'000) != RD_KAFKA_RESP_ERR_NO_ERROR) {
      throw std::runtime_error("the brokers do not answer");
    }
    const int count = metadata->topics[0].partition_cnt;
    rd_kafka_metadata_destroy(metadata);
    return count;
  }

  void note(const rd_kafka_message_t& message) {
    if (message.err != RD_KAFKA_RESP_ERR_NO_ERROR) {
      throw std::runtime_error(rd_kafka_err2str(message.err));
    }
    ++delivered_;
    if (message._private != nullptr) FloorJournal::settle(message._private);
  }

  rd_kafka_t* client_ = nullptr;
  rd_kafka_topic_t* topic_ = nullptr;
  std::int32_t partitions_ = 0;
  std::uint64_t delivered_ = 0;
};

/// The connections. Frames are read into one buffer for all; the start of an incomplete frame stays
/// with its connection.
class Floor {
 public:
  Floor(int port, int connections, Producer& producer, FloorJournal* journal)
      : producer_(producer), journal_(journal), poll_(epoll_create1(0)), buffer_(buffer_bytes) {
    check(poll_, "epoll_create1");
    for (int i = 0; i < connections; ++i) connect(port, i);
  }

  /// One turn of the loop.
  void turn() {
    std::array<epoll_event, 64> events{};
    const int count = epoll_wait(poll_, events.data(), static_cast<int>(events.size()), 5);
    if (count < 0 && errno != EINTR) check(count, "epoll_wait");
    for (int i = 0; i < count; ++i) read(events[static_cast<std::size_t>(i)].data.u32);
    if (journal_ != nullptr) journal_->end_turn();
    producer_.poll(0);
  }

 private:
  static constexpr std::size_t buffer_bytes = 256 * 1024;

  struct Connection {
    int socket;
    std::string rest{};
    bool upgraded = false;
  };

  void connect(int port, int number) {
    const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
    check(socket, "socket");
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    check(::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address),
          "connect");
    const int on = 1;
    setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    std::array<char, 200> channel{};
    std::snprintf(channel.data(), channel.size(),
                  R"({"event":"pusher:subscribe","data":{"channel":"market-%02d"}})", number);
    send(socket,
         "GET /app/bench?protocol=7 HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\n"
         "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
         "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
    send(socket, masked(channel.data()));
    check(fcntl(socket, F_SETFL, O_NONBLOCK), "fcntl");
    epoll_event event{.events = EPOLLIN, .data = {.u32 = static_cast<std::uint32_t>(number)}};
    check(epoll_ctl(poll_, EPOLL_CTL_ADD, socket, &event), "epoll_ctl");
    connections_.push_back({socket});
  }

  static void send(int socket, std::string_view bytes) {
    check(::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL), "send");
  }

  void read(std::uint32_t number) {
    Connection& from = connections_[number];
    std::memcpy(buffer_.data(), from.rest.data(), from.rest.size());
    const std::size_t room = buffer_.size() - simdjson::SIMDJSON_PADDING - from.rest.size();
    const auto size = recv(from.socket, buffer_.data() + from.rest.size(), room, 0);
    if (size < 0 && errno == EAGAIN) return;
    if (size <= 0) throw std::runtime_error("the server has gone");
    std::string_view bytes{buffer_.data(), from.rest.size() + static_cast<std::size_t>(size)};
    if (!from.upgraded) {
      const auto end = bytes.find("\r\n\r\n");
      if (end == bytes.npos) return from.rest.assign(bytes), void();
      bytes.remove_prefix(end + 4);
      from.upgraded = true;
    }
    arrived_at_ = std::chrono::duration_cast<std::chrono::milliseconds>(
                      std::chrono::system_clock::now().time_since_epoch())
                      .count();
    while (const auto payload = take_frame(bytes)) relay(*payload);
    from.rest.assign(bytes);
  }

  /// The payload of the first frame, which is taken off.
  static std::optional<std::string_view> take_frame(std::string_view& bytes) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(bytes[i]); };
    if (bytes.size() < 4) return {};
    std::size_t length = byte(1);
    std::size_t head = 2;
    if (length == 126) {
      length = static_cast<std::size_t>(byte(2)) << 8 | byte(3);
      head = 4;
    } else if (length == 127) {
      throw std::runtime_error("a longer frame than the bench has");
    }
    if (bytes.size() < head + length) return {};
    const std::string_view payload = bytes.substr(head, length);
    bytes.remove_prefix(head + length);
    return payload;
  }

  void relay(std::string_view payload) {
    const auto left = static_cast<std::size_t>(buffer_.data() + buffer_.size() - payload.data());
    auto document = parser_.iterate(payload.data(), payload.size(), left);
    std::string_view event;
    std::string_view channel;
    std::string_view data;
    for (auto field : document.get_object()) {
      const std::string_view name = field.unescaped_key();
      if (name == "event") event = field.value().get_string();
      if (name == "channel") channel = field.value().get_string();
      if (name == "data") data = field.value().get_string();
    }
    if (event.starts_with("pusher")) return;
    void* const segment = journal_ == nullptr
                              ? nullptr
                              : journal_->append(channel, data, [this] { producer_.poll(10); });
    producer_.produce(channel, data, arrived_at_, segment);
  }

  Producer& producer_;
  FloorJournal* journal_;
  int poll_;
  std::vector<char> buffer_;
  std::vector<Connection> connections_;
  simdjson::ondemand::parser parser_;
  std::int64_t arrived_at_ = 0;
};

}  // namespace

int main(int argc, char** argv) {
  try {
    if (argc < 6)
      throw std::runtime_error("PORT CONNECTIONS BROKERS TOPIC EVENTS [JOURNAL FOLDER]");
    const std::uint64_t events = std::strtoull(argv[5], nullptr, 10);
    std::optional<FloorJournal> journal;
    if (argc > 6) journal.emplace(argv[6]);
    Producer producer(argv[3], argv[4]);
    Floor floor(std::atoi(argv[1]), std::atoi(argv[2]), producer, journal ? &*journal : nullptr);
    for (std::uint64_t next = events;; next += events) {
      while (producer.delivered() < next) floor.turn();
      if (journal) journal->print_sync_times();
      std::printf("delivered %llu\n", static_cast<unsigned long long>(producer.delivered()));
      std::fflush(stdout);
    }
  } catch (const std::exception& problem) {
    std::fprintf(stderr, "floor: %s\n", problem.what());
    std::_Exit(1);
  }
}
