// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/LibraryFolders.h"

#include <elf.h>

#include <algorithm>
#include <cstring>
#include <fstream>
#include <string>
#include <vector>

namespace {

namespace fs = std::filesystem;

/// What the dynamic section of one file names.
struct Wanted
{
    std::vector<std::string> libraries;
    std::vector<fs::path> folders;
};

class ElfFile
{
public:
    explicit ElfFile(const fs::path& file)
        : m_stream(file, std::ios::binary)
    {
        const auto header = read<Elf64_Ehdr>(0, 1);
        if (header.empty() || std::memcmp(header[0].e_ident, ELFMAG, SELFMAG) != 0 ||
            header[0].e_ident[EI_CLASS] != ELFCLASS64 || header[0].e_phentsize != sizeof(Elf64_Phdr)) {
            return;
        }
        m_segments = read<Elf64_Phdr>(header[0].e_phoff, header[0].e_phnum);
    }

    [[nodiscard]] std::vector<Elf64_Dyn> dynamicSection()
    {
        for (const Elf64_Phdr& segment : m_segments) {
            if (segment.p_type == PT_DYNAMIC) {
                return read<Elf64_Dyn>(segment.p_offset, segment.p_filesz / sizeof(Elf64_Dyn));
            }
        }
        return {};
    }

    /// The text at `at` of the table that lies in memory at `table`.
    [[nodiscard]] std::string text(Elf64_Addr table, Elf64_Xword at)
    {
        for (const Elf64_Phdr& segment : m_segments) {
            if (segment.p_type == PT_LOAD && table >= segment.p_vaddr && table - segment.p_vaddr < segment.p_filesz) {
                m_stream.clear();
                m_stream.seekg(static_cast<std::streamoff>(segment.p_offset + (table - segment.p_vaddr) + at));
                std::string found;
                std::getline(m_stream, found, '\0');
                return found;
            }
        }
        return {};
    }

private:
    template <class Entry> std::vector<Entry> read(std::uint64_t from, std::uint64_t count)
    {
        constexpr std::uint64_t most = 4096; // of segments, of entries
        std::vector<Entry> entries(std::min(count, most));
        m_stream.clear();
        m_stream.seekg(static_cast<std::streamoff>(from));
        m_stream.read(reinterpret_cast<char*>(entries.data()),
                      static_cast<std::streamsize>(entries.size() * sizeof(Entry)));
        return m_stream ? entries : std::vector<Entry>();
    }

    std::ifstream m_stream;
    std::vector<Elf64_Phdr> m_segments;
};

void addFolders(const std::string& list, const std::string& origin, std::vector<fs::path>& folders)
{
    for (std::size_t start = 0; start <= list.size();) {
        const std::size_t end = std::min(list.find(':', start), list.size());
        std::string folder = list.substr(start, end - start);
        for (const std::string name : {"$ORIGIN", "${ORIGIN}"}) {
            if (const std::size_t at = folder.find(name); at != std::string::npos) {
                folder.replace(at, name.size(), origin);
            }
        }
        std::error_code ignored;
        if (const fs::path real = fs::canonical(folder, ignored); !ignored && fs::is_directory(real, ignored)) {
            folders.push_back(real);
        }
        start = end + 1;
    }
}

Wanted wantedBy(const fs::path& file)
{
    Wanted wanted;
    ElfFile elf(file);
    const std::vector<Elf64_Dyn> entries = elf.dynamicSection();
    const auto table =
        std::find_if(entries.begin(), entries.end(), [](const Elf64_Dyn& entry) { return entry.d_tag == DT_STRTAB; });
    if (table == entries.end()) {
        return wanted;
    }
    for (const Elf64_Dyn& entry : entries) {
        if (entry.d_tag == DT_NULL) {
            break;
        }
        if (entry.d_tag == DT_NEEDED) {
            wanted.libraries.push_back(elf.text(table->d_un.d_ptr, entry.d_un.d_val));
        } else if (entry.d_tag == DT_RUNPATH || entry.d_tag == DT_RPATH) {
            addFolders(elf.text(table->d_un.d_ptr, entry.d_un.d_val), file.parent_path().string(), wanted.folders);
        }
    }
    return wanted;
}

} // namespace

std::set<fs::path> libraryFolders(const fs::path& program)
{
    std::error_code ignored;
    std::set<fs::path> folders;
    std::set<fs::path> seen;
    std::vector<fs::path> open = {fs::canonical(program, ignored)};
    while (!open.empty()) {
        const fs::path file = open.back();
        open.pop_back();
        if (!seen.insert(file).second) {
            continue;
        }
        const Wanted wanted = wantedBy(file);
        folders.insert(wanted.folders.begin(), wanted.folders.end());
        for (const std::string& library : wanted.libraries) {
            for (const fs::path& folder : wanted.folders) {
                if (const fs::path there = fs::canonical(folder / library, ignored); !ignored) {
                    open.push_back(there);
                }
            }
        }
    }
    return folders;
}
