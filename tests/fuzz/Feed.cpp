// SPDX-License-Identifier: GPL-3.0-or-later
#include "Feed.h"

#include <sys/mman.h>

#include <cstdlib>
#include <fstream>
#include <iostream>

void fault(std::string_view what)
{
    std::cerr << "fault: " << what << std::endl;
    std::abort();
}

MemoryFile::MemoryFile(Bytes bytes)
    : m_file(::memfd_create("case", MFD_CLOEXEC))
{
    for (std::size_t done = 0; done < bytes.size();) {
        const ssize_t written = ::write(m_file.get(), bytes.data() + done, bytes.size() - done);
        if (written <= 0) {
            fault("no memory for a file");
        }
        done += static_cast<std::size_t>(written);
    }
}

OwnFolder::OwnFolder()
{
    std::string name = (std::filesystem::temp_directory_path() / "morphoscope-fuzz-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) {
        fault("no folder for temporary files");
    }
    m_path = name;
}

OwnFolder::~OwnFolder()
{
    std::error_code ignored;
    std::filesystem::remove_all(m_path, ignored);
}

void OwnFolder::write(const char* name, std::string_view text) const
{
    std::ofstream(m_path / name, std::ios::binary) << text;
}
