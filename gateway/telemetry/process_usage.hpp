#pragma once

namespace sluice::telemetry {

/// What the operating system says of this process now. What it does not tell is 0.
[[nodiscard]] double cpu_seconds() noexcept;
[[nodiscard]] double resident_bytes();
[[nodiscard]] double open_files() noexcept;
[[nodiscard]] double open_files_max() noexcept;

/// When this process started, in seconds since 1970.
[[nodiscard]] double start_time_seconds() noexcept;

}  // namespace sluice::telemetry
