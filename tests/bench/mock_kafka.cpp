// librdkafka's mock cluster in a process of its own: a Kafka broker that costs little, for
// measuring who produces to it. Prints its address; serves until it is ended.
#include <librdkafka/rdkafka.h>
#include <librdkafka/rdkafka_mock.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>

// mock_kafka TOPIC PARTITIONS
int main(int argc, char** argv) {
  if (argc != 3) {
    std::fputs("mock_kafka: give a topic and its number of partitions\n", stderr);
    return 2;
  }
  std::array<char, 256> reason{};
  rd_kafka_t* const handle =
      rd_kafka_new(RD_KAFKA_PRODUCER, rd_kafka_conf_new(), reason.data(), reason.size());
  if (handle == nullptr) {
    std::fprintf(stderr, "mock_kafka: %s\n", reason.data());
    return 1;
  }
  rd_kafka_mock_cluster_t* const cluster = rd_kafka_mock_cluster_new(handle, 1);
  rd_kafka_mock_topic_create(cluster, argv[1], std::atoi(argv[2]), 1);
  std::printf("brokers %s\n", rd_kafka_mock_cluster_bootstraps(cluster));
  std::fflush(stdout);
  while (true) pause();
}
