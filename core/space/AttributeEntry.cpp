// SPDX-License-Identifier: GPL-3.0-or-later
#include "space/AttributeEntry.h"

static constexpr std::size_t mostSamples = 100'000'000;

SavedAttribute attributeEntryIn(const JsonReader& entry, std::size_t latents)
{
    SavedAttribute result;
    result.name = entry.text("name");
    if (entry.has("vector")) {
        result.vector = entry.numbers("vector");
    }
    result.amount = static_cast<float>(entry.number("amount", 0));
    result.method = entry.text("method", "");
    result.with = entry.text("with", "");
    result.without = entry.text("without", "");
    result.notes = entry.text("notes", "");
    if (entry.has("counts")) {
        const JsonReader counts = entry.object("counts");
        result.withCount = counts.whole("with", mostSamples);
        result.withoutCount = counts.whole("without", mostSamples);
    }
    if (entry.has("positions")) {
        result.withPosition = entry.object("positions").number("with", 0);
        result.withoutPosition = entry.object("positions").number("without", 0);
    }
    result.record = attributeRecordIn(entry, latents);
    return result;
}

nlohmann::json attributeEntry(const SavedAttribute& attribute, nlohmann::json old)
{
    old.erase("file");
    old["name"] = attribute.name;
    old["vector"] = attribute.vector;
    old["amount"] = attribute.amount;
    old["method"] = attribute.method;
    old["with"] = attribute.with;
    old["without"] = attribute.without;
    old["counts"]["with"] = attribute.withCount;
    old["counts"]["without"] = attribute.withoutCount;
    old["positions"]["with"] = attribute.withPosition;
    old["positions"]["without"] = attribute.withoutPosition;
    old["notes"] = attribute.notes;
    writeAttributeRecord(old, attribute.record);
    return old;
}
