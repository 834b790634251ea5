// SPDX-License-Identifier: GPL-3.0-or-later
#include "dialogs/LabelEffect.h"

#include "space/LabelChange.h"

#include <QCoreApplication>
#include <QLocale>

namespace {

constexpr qsizetype mostValuesNamed = 3;

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(LabelDialog)
};

QString number(std::size_t count)
{
    return QLocale().toString(static_cast<qulonglong>(count));
}

QString quoted(const std::string& value)
{
    return value.empty() ? Text::tr("unknown") : Text::tr("“%1”").arg(QString::fromStdString(value));
}

/// The most frequent first.
QString valuesText(const std::vector<ValueCount>& counts)
{
    QStringList parts;
    std::size_t others = 0;
    for (const ValueCount& count : counts) {
        if (parts.size() < mostValuesNamed) {
            parts << Text::tr("%1 %2").arg(number(count.count), quoted(count.value));
        } else {
            others += count.count;
        }
    }
    if (others > 0) {
        parts << Text::tr("%1 something else").arg(number(others));
    }
    return parts.join(Text::tr(", "));
}

} // namespace

bool givesLabels(const LabelTable& labels, const SampleSet& samples, const std::string& column,
                 const std::string& value)
{
    if (column.empty() || (value.empty() && labels.find(column) == nullptr)) {
        return false;
    }
    const std::vector<ValueCount> counts = countValues(labels, samples, column);
    return counts.size() > 1 || counts.front().value != value;
}

QString labelEffect(const LabelTable& labels, const SampleSet& samples, const std::string& column,
                    const std::string& value)
{
    if (column.empty()) {
        return Text::tr("Choose a label column, or type the name of a new one.");
    }
    const LabelColumn* const there = labels.find(column);
    if (there == nullptr) {
        return value.empty() ? Text::tr("%1 is a new column. Type a value for it.").arg(quoted(column))
                             : Text::tr("%1 becomes a new column.").arg(quoted(column));
    }
    if (!givesLabels(labels, samples, column, value)) {
        return samples.size() == 1 ? Text::tr("It is %1 already.").arg(quoted(value))
                                   : Text::tr("All of them are %1 already.").arg(quoted(value));
    }
    QStringList sentences{Text::tr("Now: %1.").arg(valuesText(countValues(labels, samples, column)))};
    if (value.empty()) {
        sentences << Text::tr("They become unknown again.");
    } else if (there->isNumeric && !cellNumber(value)) {
        sentences << Text::tr("%1 is no number: the column will have classes instead of a range of colours.")
                         .arg(quoted(value));
    }
    return sentences.join(QLatin1Char(' '));
}
