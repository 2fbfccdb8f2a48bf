#pragma once

#include <filesystem>
#include <functional>
#include <string>

// What a torn write or a bad disk does to files.
namespace sluice::test {

/// All regular files below a folder.
void for_each_file(const std::filesystem::path& folder,
                   const std::function<void(const std::filesystem::path&)>& visit);

/// Makes all bytes zeros.
void zero(const std::filesystem::path& file);

/// Makes the last place of `text` in the file zeros. False when there is none.
bool zero_last(const std::filesystem::path& file, const std::string& text);

}  // namespace sluice::test
