#include "config/named_file.hpp"

#include "config/text_file.hpp"
#include "config/yaml_document.hpp"

namespace sluice::config {
namespace {

/// Larger than any bundle of authorities.
constexpr std::size_t largest_pem = 16 << 20;

}  // namespace

Result<std::string> read_file(FileKind kind, const std::string& path) {
  switch (kind) {
    case FileKind::configuration:
      return read_text_file(path, largest_file);
    case FileKind::value:
      return read_value_file(path);
    case FileKind::pem:
      return read_text_file(path, largest_pem);
  }
  return Error{"a kind of file that there is not"};
}

}  // namespace sluice::config
