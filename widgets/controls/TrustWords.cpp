// SPDX-License-Identifier: GPL-3.0-or-later
#include "controls/TrustWords.h"

#include "controls/Numbers.h"

#include <QCoreApplication>
#include <QLocale>
#include <QStringList>

#include <cmath>

namespace {

struct TrustWords
{
    Q_DECLARE_TR_FUNCTIONS(TrustWords)

public:
    static QString counts(const AttributeVector& vector)
    {
        const QLocale locale;
        return tr("%1 with, %2 without").arg(locale.toString(vector.withCount), locale.toString(vector.withoutCount));
    }

    static QString splits(const AttributeTrust& trust)
    {
        const QLocale locale;
        const int asGood = static_cast<int>(std::lround(trust.randomAsGood * trust.randomSplits));
        return tr("%1 of %2 random splits do as well")
            .arg(locale.toString(asGood), locale.toString(trust.randomSplits));
    }

    static QString verdict(const AttributeVector& vector)
    {
        const AttributeTrust& trust = *vector.trust;
        if (vector.withCount == 1 || vector.withoutCount == 1) {
            return tr("one example: cannot be tested");
        }
        if (!trust.heldOutAuc || trust.randomSplits == 0) {
            return tr("too few examples to be tested");
        }
        if (trust.couldBeNoise()) {
            return tr("could be noise: %1, %2 of unseen pairs told apart")
                .arg(splits(trust), percentText(*trust.heldOutAuc));
        }
        return tr("tells %1 of unseen pairs apart").arg(percentText(*trust.heldOutAuc));
    }

    static QString unseen(const AttributeTrust& trust)
    {
        if (!trust.heldOutAuc) {
            return tr("not tested: that needs two samples in each group");
        }
        return tr("%1 told apart (AUC %2 in cross-validation, %3 samples)")
            .arg(percentText(*trust.heldOutAuc), number(*trust.heldOutAuc, 3), QLocale().toString(trust.tested));
    }

    static QString random(const AttributeTrust& trust)
    {
        if (trust.randomSplits == 0) {
            return tr("not tried: there are too few samples");
        }
        const QString text = splits(trust);
        return trust.couldBeNoise() ? tr("%1: it could be noise").arg(text) : text;
    }

    static QString kept(const KeptFixed& kept)
    {
        constexpr double hardly = 0.05;
        const QString name = QString::fromStdString(kept.name);
        return std::abs(kept.cosineBefore) < hardly
                   ? tr("%1 (was already at right angles, cosine %2: hardly changed)")
                         .arg(name, number(kept.cosineBefore, 2))
                   : tr("%1 (cosine before: %2)").arg(name, number(kept.cosineBefore, 2));
    }

    static QString riding(const std::vector<RidingLabel>& labels)
    {
        constexpr double ridesAlong = 0.1; // beyond chance
        constexpr qsizetype mostNamed = 8;
        QStringList lines;
        for (const RidingLabel& label : labels) {
            if (lines.size() == mostNamed) {
                break; // those that surely ride along come first
            }
            if (std::abs(label.auc - 0.5) < ridesAlong) {
                continue;
            }
            const QString what = conditionText(label);
            lines << (label.auc > 0.5 ? tr("also moves towards %1: AUC %2") : tr("also moves away from %1: AUC %2"))
                         .arg(what, number(label.auc, 2));
        }
        return lines.isEmpty() ? tr("none: all others within AUC 0.4 to 0.6") : lines.join(QLatin1Char('\n'));
    }

    static std::vector<std::pair<QString, QString>> details(const AttributeSlider& attribute)
    {
        const AttributeVector& vector = *attribute.vector;
        std::vector<std::pair<QString, QString>> rows;
        const auto add = [&rows](const QString& title, const QString& text) {
            if (!text.isEmpty()) {
                rows.emplace_back(title, text);
            }
        };
        add(tr("Made by"), QString::fromStdString(attribute.method));
        if (vector.withCount > 0) {
            const QLocale locale;
            add(tr("With"),
                tr("%1 (%2)").arg(QString::fromStdString(attribute.with), locale.toString(vector.withCount)));
            add(tr("Without"),
                tr("%1 (%2)").arg(QString::fromStdString(attribute.without), locale.toString(vector.withoutCount)));
        }
        if (vector.trust) {
            const AttributeTrust& trust = *vector.trust;
            add(tr("Unseen pairs"), unseen(trust));
            add(tr("Random splits"), random(trust));
            add(tr("Means apart"), tr("%1 standard deviations (Cohen's d)").arg(number(trust.cohensD, 2)));
        }
        QStringList fixed;
        for (const KeptFixed& each : vector.keptFixed) {
            fixed << kept(each);
        }
        add(tr("Kept fixed"), fixed.join(QLatin1Char('\n')));
        if (vector.trust && !vector.trust->riding.empty()) {
            add(tr("Rides along"), riding(vector.trust->riding));
        }
        add(tr("Notes"), QString::fromStdString(attribute.notes));
        return rows;
    }

private:
    static QString number(double value, int decimals)
    {
        QString text = QLocale().toString(std::abs(value), 'f', decimals);
        return value < 0 ? QChar(0x2212) + text : text;
    }

    static QString conditionText(const RidingLabel& label)
    {
        const QString name = QString::fromStdString(label.label);
        const QString value = QString::fromStdString(label.value);
        return value.startsWith(QLatin1Char('>')) ? name + QLatin1Char(' ') + value : tr("%1 = %2").arg(name, value);
    }
};

} // namespace

QString percentText(double share)
{
    constexpr double nearlyAll = 0.995; // which is not all
    const bool isAll = share >= 1 || share < nearlyAll;
    return TrustWords::tr("%1 %").arg(isAll ? QLocale().toString(std::lround(share * 100))
                                            : QLocale().toString(std::floor(share * 1000) / 10, 'f', 1));
}

QString trustLine(const AttributeSlider& attribute)
{
    const AttributeVector& vector = *attribute.vector;
    if (vector.withCount == 0) {
        return QString::fromStdString(attribute.notes.empty() ? attribute.method : attribute.notes)
            .section(QLatin1Char('\n'), 0, 0);
    }
    const QString counts = TrustWords::counts(vector);
    return vector.trust ? TrustWords::verdict(vector) + TrustWords::tr(" · ") + counts : counts;
}

std::vector<std::pair<QString, QString>> trustDetails(const AttributeSlider& attribute)
{
    return TrustWords::details(attribute);
}

QString groupWord(const std::string& group)
{
    QStringList words;
    for (const QString& condition : QString::fromStdString(group).split(QStringLiteral(", "))) {
        words << condition.section(QStringLiteral(" = "), -1);
    }
    return words.join(QStringLiteral(", "));
}
