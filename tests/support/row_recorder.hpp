#pragma once

#include <set>
#include <string>

#include "gateway/core/table_reader.hpp"

namespace sluice::test {

/// Remembers the rows that a reader found in its last reading, a key behind its topic.
struct RowRecorder final : TableListener {
  std::set<std::string> rows;
  int readings = 0;
  bool read = false;

  void on_reading() noexcept override {
    ++readings;
    rows.clear();
  }
  void on_row(const TableRow& row, bool exists) noexcept override {
    std::string name{row.topic};
    if (!row.key.empty()) name.append(" ").append(row.key);
    if (exists) {
      rows.insert(name);
    } else {
      rows.erase(name);
    }
  }
  void on_read() noexcept override { read = true; }
};

}  // namespace sluice::test
