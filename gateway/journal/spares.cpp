#include "gateway/journal/spares.hpp"

#include <algorithm>
#include <array>
#include <tuple>
#include <utility>
#include <vector>

#include "gateway/journal/segment.hpp"

namespace sluice::journal {
namespace {

constexpr std::size_t step_bytes = 1024 * 1024;

std::string path_of(std::string_view name) {
  return std::string{spare_folder} + '/' + std::string{name};
}

const std::string preparing_path = path_of("preparing");

}  // namespace

std::string Spares::next_path() {
  return path_of(segment_name(++last_number_));
}

error_code Spares::open() {
  if (const auto error = disk_.make_folder(spare_folder)) return error;
  const auto names = disk_.list(spare_folder);
  if (!names) return names.error();
  // Collects all numbers first: recycle() renames a spare, and must not overwrite another one.
  std::vector<std::string> found;
  for (const auto& name : *names) {
    const auto number = segment_number(name);
    if (!number) continue;
    last_number_ = std::max(last_number_, *number);
    found.push_back(path_of(name));
  }
  // A spare may have a header: after a power cut, a segment may have turned into a spare again.
  for (const auto& path : found) {
    if (const auto error = recycle(path)) return error;
  }
  return {};
}

error_code Spares::blank(const std::string& path) const {
  auto file = disk_.open(path);
  if (!file) return file.error();
  constexpr std::array<char, segment_head_bytes> zeros{};
  if (const auto error = (*file)->write(zeros, 0)) return error;
  return (*file)->sync();
}

DiskResult<std::unique_ptr<File>> Spares::take(const std::string& path) {
  if (!ready_.empty()) {
    if (const auto error = disk_.rename(ready_.back(), path)) return error;
    ready_.pop_back();
    return disk_.open(path);
  }
  auto file = disk_.create(path);
  if (!file) return file;
  if (const auto error = (*file)->allocate(segment_bytes_)) {
    std::ignore = disk_.remove(path);  // a part of the room may have been reserved
    return error;
  }
  return file;
}

error_code Spares::recycle(const std::string& path) {
  Recycling recycling = begin_recycling(path);
  const auto error = carry_out(recycling);
  end_recycling(recycling);
  return error;
}

Spares::Recycling Spares::begin_recycling(std::string path) {
  const bool is_wanted = ready_.size() + coming_ < kept_;
  if (is_wanted) ++coming_;
  return {.segment = std::move(path), .spare = is_wanted ? next_path() : std::string{}};
}

error_code Spares::carry_out(Recycling& recycling) const {
  const std::string& path = recycling.segment;
  auto file = disk_.open(path);
  if (!file) return file.error();
  const auto size = (*file)->size();
  const bool fits = size && *size == segment_bytes_;
  if (recycling.spare.empty() || !fits) return disk_.remove(path);
  if (const auto error = blank(path)) return error;
  if (const auto error = disk_.rename(path, recycling.spare)) return error;
  recycling.became_spare = true;
  return {};
}

void Spares::end_recycling(const Recycling& recycling) {
  if (!recycling.spare.empty()) --coming_;
  if (recycling.became_spare) ready_.push_back(recycling.spare);
}

error_code Spares::prepare_step() {
  if (!preparing_) {
    auto file = disk_.create(preparing_path);
    if (!file) file = disk_.open(preparing_path);
    if (!file) return file.error();
    preparing_ = std::move(*file);
    prepared_bytes_ = 0;
  }
  static constexpr std::array<char, step_bytes> zeros{};
  const auto bytes = std::min<std::uint64_t>(step_bytes, segment_bytes_ - prepared_bytes_);
  if (const auto error = preparing_->write(std::span{zeros}.first(bytes), prepared_bytes_)) {
    return error;
  }
  // Syncs after each step, because records wait behind the sync.
  if (const auto error = preparing_->sync()) return error;
  prepared_bytes_ += bytes;
  return {};
}

error_code Spares::end_step() {
  if (!preparing_ || prepared_bytes_ < segment_bytes_) return {};
  preparing_.reset();
  const std::string spare = next_path();
  if (const auto error = disk_.rename(preparing_path, spare)) return error;
  ready_.push_back(spare);
  return {};
}

}  // namespace sluice::journal
