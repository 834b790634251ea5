// SPDX-License-Identifier: GPL-3.0-or-later
#include "space/LabelText.h"

std::string labelText(const LabelTable& labels)
{
    std::string header;
    for (const LabelColumn& column : labels.columns) {
        header += (header.empty() ? "" : ",") + csvCell(column.name);
    }
    return header + '\n' + labelRows(labels);
}

std::string labelRows(const LabelTable& labels)
{
    std::vector<std::vector<std::string>> cells; // by column and code
    for (const LabelColumn& column : labels.columns) {
        cells.emplace_back();
        for (const std::string& value : column.values) {
            cells.back().push_back(csvCell(value));
        }
    }
    std::string text;
    for (std::size_t row = 0; row < labels.rows; ++row) {
        const std::size_t start = text.size();
        for (std::size_t i = 0; i < cells.size(); ++i) {
            text += i == 0 ? "" : ",";
            const std::uint32_t code = labels.columns[i]->codes[row];
            if (code != LabelColumn::unknown) {
                text += cells[i][code];
            }
        }
        text += text.size() == start ? "\"\"\n" : "\n"; // an empty line would be no row
    }
    return text;
}
