#include "config/pem_files.hpp"

namespace sluice::config {

const Result<PemFile>& PemFiles::read(const std::string& name) {
  const auto known = files_.find(name);
  if (known != files_.end()) return known->second;
  const auto text = read_file(FileKind::pem, name);
  if (on_file_) on_file_(FileKind::pem, name, text);
  auto file = text ? PemFile::of(name, *text) : Result<PemFile>(text.error());
  return files_.emplace(name, std::move(file)).first->second;
}

void PemFiles::note(const PemFile& file, CertificateUse use) {
  const auto& content = file.content();
  used_.emplace(std::pair{file.name(), use},
                use == CertificateUse::authorities ? content.last_expiry : content.first_expiry);
}

std::vector<Certificates> PemFiles::used() const {
  std::vector<Certificates> all;
  for (const auto& [key, expiry] : used_) all.push_back({key.first, key.second, expiry});
  return all;
}

}  // namespace sluice::config
