#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "config/digest.hpp"
#include "config/fields.hpp"
#include "config/pem_content.hpp"
#include "gateway/core/descriptor.hpp"
#include "gateway/core/error.hpp"

namespace sluice::config {

/// A file with certificates or a key, as it was when the configuration was read: who uses it opens
/// a copy in memory. So it is what was checked, also while the file is being replaced, and remains
/// until another is found good. Copies of this object share it.
class PemFile {
 public:
  PemFile() = default;  ///< no file

  /// Fails when the file cannot be read. What is in it may be of no use.
  [[nodiscard]] static Result<PemFile> read(const std::string& name);
  [[nodiscard]] static Result<PemFile> of(std::string name, std::string_view text);

  [[nodiscard]] bool empty() const noexcept { return name_.empty(); }
  /// The path in the configuration.
  [[nodiscard]] const std::string& name() const noexcept { return name_; }

  // Of one that is not empty.
  /// The path of the copy, by which this process can open it while one of these objects exists.
  [[nodiscard]] std::string path() const;
  [[nodiscard]] const Digest& digest() const noexcept { return kept_->digest; }
  [[nodiscard]] const PemContent& content() const noexcept { return kept_->content; }

 private:
  struct Kept {
    Digest digest;
    PemContent content;
    Descriptor copy;
  };

  std::string name_;
  std::shared_ptr<const Kept> kept_;
};

/// Who is trusted, and who we are.
struct TlsFiles {
  PemFile ca_file;
  PemFile cert_file;
  PemFile key_file;

  /// The file with our private key.
  [[nodiscard]] const PemFile& key() const noexcept {
    return key_file.empty() ? cert_file : key_file;
  }
};

template <class Visitor>
void fields(Visitor& visit, TlsFiles& files) {
  visit("ca_file", files.ca_file,
        "PEM file with the only certificate authorities to trust; by default the system's. Like "
        "the other two it is read again when it changes.",
        Example{"/etc/sluice/ca.pem"});
  visit("cert_file", files.cert_file,
        "PEM file with our certificate and those of its chain, for a server that asks who we are.");
  visit("key_file", files.key_file,
        "PEM file with our private key; by default it is in `cert_file`.");
}

}  // namespace sluice::config
