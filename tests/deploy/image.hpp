#pragma once

#include <cstdint>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tests/support/process.hpp"
#include "tests/support/temporary_folder.hpp"

namespace sluice::test {

/// The image of deploy/Dockerfile, built by `buildah` without a container engine, on a Debian that
/// `./dev setup` made. Layers are kept between tests and runs, so only a change builds anew. A
/// container of it is a chroot: it has the image's files and user, and the machine's network.
class Image {
 public:
  Image();
  ~Image();
  Image(const Image&) = delete;
  Image& operator=(const Image&) = delete;

  /// What the image says of itself: `User`, `Entrypoint`, `Cmd`, `Labels`, `Volumes`.
  [[nodiscard]] nlohmann::json config() const;
  /// Bytes of its files beyond those of the base image.
  [[nodiscard]] std::int64_t size_beyond_base() const;

  /// A command in the container, as the image's user; `options` are those of `buildah run`.
  [[nodiscard]] ProcessSettings command(const std::vector<std::string>& arguments,
                                        const std::vector<std::string>& options = {}) const;
  /// What such a command writes. Throws std::runtime_error when it fails.
  [[nodiscard]] std::string output_of(const std::vector<std::string>& arguments) const;

  /// Why none can be built on this machine; empty when it can.
  [[nodiscard]] static std::string unavailable();

 private:
  [[nodiscard]] std::vector<std::string> run(const std::vector<std::string>& arguments,
                                             const std::vector<std::string>& options) const;
  [[nodiscard]] std::int64_t size(const std::string& container) const;

  std::string container_;
};

}  // namespace sluice::test
