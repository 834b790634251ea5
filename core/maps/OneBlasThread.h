// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

extern "C" void openblas_set_num_threads(int threads);
extern "C" int openblas_get_num_threads(void);

/// While it lives, each thread of a BlockPool multiplies alone.
class OneBlasThread
{
public:
    OneBlasThread()
        : m_before(openblas_get_num_threads())
    {
        openblas_set_num_threads(1);
    }
    ~OneBlasThread() { openblas_set_num_threads(m_before); }
    OneBlasThread(const OneBlasThread&) = delete;

private:
    int m_before;
};
