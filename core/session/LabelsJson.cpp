// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/LabelsJson.h"

#include "base/Outcome.h"
#include "space/LabelJoin.h"
#include "space/LabelText.h"

#include <algorithm>
#include <numeric>

using nlohmann::json;

namespace {

/// The cells of a column as text, one a line, for `rows` samples.
LabelColumn columnFrom(const JsonReader& changed, std::size_t rows)
{
    const std::string name = changed.text("name");
    if (name.empty()) {
        changed.fail("name", "is empty", "Write the name of the label column.");
    }
    const auto read = outcomeOf([&] { return LabelTable::parse(changed.text("cells"), name, {.hasHeader = false}); });
    const LabelTable* const table = std::get_if<LabelTable>(&read);
    if (table == nullptr || table->columns.size() != 1) {
        changed.fail("cells", "is not one column of labels", "Write a cell on each line, as in a CSV file.");
    }
    const LabelTable& cells = *table;
    std::vector<std::uint32_t> wanted(rows, LabelColumn::unknown);
    std::iota(wanted.begin(), wanted.begin() + static_cast<std::ptrdiff_t>(std::min(rows, cells.rows)), 0U);
    LabelColumn column = takeRows(cells, wanted).columns.front();
    column.name = name;
    return column;
}

} // namespace

json changedLabelsToJson(const LabelTable& saved, const LabelTable& now)
{
    json removed = json::array();
    json changed = json::array();
    for (const LabelColumn& column : saved.columns) {
        if (now.find(column.name) == nullptr) {
            removed.push_back(column.name);
        }
    }
    for (const Shared<LabelColumn>& column : now.columns) {
        const LabelColumn* const before = saved.find(column->name);
        if (before == nullptr || *before != *column) {
            changed.push_back({{"name", column->name}, {"cells", labelRows({now.rows, {column}})}});
        }
    }
    return removed.empty() && changed.empty() ? json() : json{{"removed", removed}, {"changed", changed}};
}

std::shared_ptr<const LabelTable> changedLabelsFrom(const JsonReader& session, const std::string& key,
                                                    const LabelTable& labels)
{
    if (!session.has(key)) {
        return nullptr;
    }
    const JsonReader kept = session.object(key);
    LabelTable changed = labels;
    const std::vector<std::string> removed = kept.texts("removed");
    std::erase_if(changed.columns,
                  [&](const LabelColumn& column) { return std::ranges::find(removed, column.name) != removed.end(); });
    for (const JsonReader& entry : kept.objects("changed")) {
        LabelColumn column = columnFrom(entry, labels.rows);
        const auto there = std::ranges::find(changed.columns, column.name, &LabelColumn::name);
        if (there == changed.columns.end()) {
            changed.columns.emplace_back(std::move(column));
        } else {
            *there = std::move(column);
        }
    }
    return std::make_shared<const LabelTable>(std::move(changed));
}
