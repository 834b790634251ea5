// SPDX-License-Identifier: GPL-3.0-or-later
#include "controls/ShorteningLabel.h"

#include <QHBoxLayout>
#include <QTest>

/// A line that leaves words out.
class tst_ShorteningLabel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void leavesOutAsLittleAsFits();
    void isNeverNarrowerThanItsShortestForm();
    void aSentenceMayBeCut();
    void whatStandsInAllFormsIsPainted();
};

static const QStringList forms = {"KL 1.46 · 45 % of neighbours kept", "KL 1.46 · 45 % kept", "KL 1.46 · 45 %"};

static int widthOf(const QWidget& label, const QString& text)
{
    return label.fontMetrics().horizontalAdvance(text);
}

void tst_ShorteningLabel::leavesOutAsLittleAsFits()
{
    ShorteningLabel label;
    label.setForms(forms);
    QCOMPARE(label.text(), forms[0]);
    QCOMPARE(label.accessibleName(), forms[0]);
    for (const QString& form : forms) {
        label.resize(widthOf(label, form), 20);
        QCOMPARE(label.shownText(), form);
    }
    label.resize(widthOf(label, forms[0]) - 1, 20);
    QCOMPARE(label.shownText(), forms[1]);
}

void tst_ShorteningLabel::isNeverNarrowerThanItsShortestForm()
{
    QWidget window;
    auto* row = new QHBoxLayout(&window);
    auto* label = new ShorteningLabel;
    label->setForms(forms);
    row->addWidget(label);
    window.resize(1, 1);
    window.show();
    QVERIFY(QTest::qWaitForWindowExposed(&window));
    QVERIFY(label->width() >= widthOf(*label, forms.last()));
    QVERIFY(label->width() < widthOf(*label, forms.first()));
}

void tst_ShorteningLabel::aSentenceMayBeCut()
{
    ShorteningLabel label;
    label.setForms({"The engine ended, and with it the map. Compute it anew."});
    QVERIFY(label.minimumSizeHint().width() < 40);
    label.setForms({});
    QVERIFY(label.shownText().isEmpty());
}

void tst_ShorteningLabel::whatStandsInAllFormsIsPainted()
{
    ShorteningLabel label;
    const auto picture = [&](const QStringList& said) {
        label.setForms(said);
        label.resize(widthOf(label, forms.last()), 20);
        return label.grab().toImage();
    };
    const QImage shortened = picture(forms);
    QCOMPARE(shortened, picture({forms.last()}));
    QVERIFY(shortened != picture({forms.first()})); // which ends in "…" there
}

QTEST_MAIN(tst_ShorteningLabel)
#include "tst_ShorteningLabel.moc"
