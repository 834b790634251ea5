// SPDX-License-Identifier: GPL-3.0-or-later
#include "space/LabelText.h"

std::string labelText(const LabelTable& labels)
{
    std::string text;
    for (const LabelColumn& column : labels.columns) {
        text += (&column == labels.columns.data() ? "" : ",") + csvCell(column.name);
    }
    text += '\n';
    for (std::size_t row = 0; row < labels.rows; ++row) {
        std::string line;
        for (const LabelColumn& column : labels.columns) {
            const std::uint32_t code = column.codes[row];
            line += (&column == labels.columns.data() ? "" : ",") +
                    (code == LabelColumn::unknown ? std::string() : csvCell(column.values[code]));
        }
        text += (line.empty() ? "\"\"" : line) + '\n'; // an empty line would be no row
    }
    return text;
}
