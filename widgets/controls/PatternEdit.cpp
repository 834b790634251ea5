// SPDX-License-Identifier: GPL-3.0-or-later
#include "controls/PatternEdit.h"

#include <QCompleter>
#include <QStringListModel>

namespace {

/// Where the last condition of `text` begins: behind its last comma that is not quoted.
qsizetype lastCondition(const QString& text)
{
    qsizetype begin = 0;
    bool isQuoted = false;
    for (qsizetype i = 0; i < text.size(); ++i) {
        if (text[i] == QLatin1Char('"')) {
            isQuoted = !isQuoted;
        } else if (text[i] == QLatin1Char(',') && !isQuoted) {
            begin = i + 1;
        }
    }
    while (begin < text.size() && text[begin] == QLatin1Char(' ')) {
        ++begin;
    }
    return begin;
}

class ConditionCompleter : public QCompleter
{
public:
    using QCompleter::QCompleter;

    [[nodiscard]] QStringList splitPath(const QString& path) const override
    {
        const qsizetype begin = lastCondition(path);
        m_before = path.left(begin);
        return {path.mid(begin)};
    }
    [[nodiscard]] QString pathFromIndex(const QModelIndex& index) const override
    {
        return m_before + index.data().toString();
    }

private:
    mutable QString m_before; ///< the conditions that stand already
};

} // namespace

PatternEdit::PatternEdit(QWidget* parent)
    : QLineEdit(parent)
    , m_offers(new QStringListModel(this))
{
    auto* completer = new ConditionCompleter(m_offers, this);
    completer->setCaseSensitivity(Qt::CaseInsensitive);
    completer->setFilterMode(Qt::MatchContains);
    setCompleter(completer);
    setClearButtonEnabled(true);
}

void PatternEdit::setLabels(const LabelTable& labels)
{
    constexpr std::size_t mostValues = 200; // a column of ids would drown the others
    QStringList offers;
    for (const Shared<LabelColumn>& column : labels.columns) {
        if (column->values.size() <= mostValues) {
            for (const std::string& value : column->values) {
                offers << conditionText(column->name, value);
            }
        }
    }
    m_offers->setStringList(offers);
}

QString conditionText(const std::string& column, const std::string& value)
{
    const auto quoted = [](const std::string& word) {
        QString text = QString::fromStdString(word);
        const bool isPlain = word.find_first_of(",=\"") == std::string::npos && text.trimmed() == text;
        return isPlain ? text
                       : QLatin1Char('"') + text.replace(QLatin1Char('"'), QStringLiteral("\"\"")) + QLatin1Char('"');
    };
    return quoted(column) + QLatin1Char('=') + quoted(value);
}
