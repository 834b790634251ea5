// SPDX-License-Identifier: GPL-3.0-or-later
#include "dialogs/FromPyTorchDialog.h"

#include <QClipboard>
#include <QDialogButtonBox>
#include <QFontDatabase>
#include <QGuiApplication>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace {

QString recipe()
{
    // What Python reads is not translated.
    const QString whole = QStringLiteral("<pre>from export_space import export_space\n\n"
                                         "export_space(vae.decode, \"my-space\", latent_size=64,\n"
                                         "             encoder=vae.encode, samples=pictures,\n"
                                         "             labels={\"digit\": digits})</pre>");
    const QString beside =
        QStringLiteral("<pre>export_space(generator, \"animals\", latent_size=128,\n"
                       "             inputs={\"label\": [\"cat\", \"dog\"]}, mapping=mapping)</pre>");
    const QString weights = QStringLiteral("<pre>decoder = MyDecoder()\n"
                                           "decoder.load_state_dict(torch.load(\"weights.pt\", weights_only=True))\n"
                                           "export_space(decoder, \"my-space\", latent_size=100)</pre>");
    return FromPyTorchDialog::tr("<p>Copy the file below and save it as <b>export_space.py</b> beside your own script. "
                                 "It needs PyTorch alone, and NumPy for samples. Encoder, samples and labels may be "
                                 "left out.</p>") +
           whole +
           FromPyTorchDialog::tr("<p>What goes in beside z gets a control, and a mapping network a truncation:</p>") +
           beside + FromPyTorchDialog::tr("<p>From weights alone (a state dict), make the module first:</p>") +
           weights + FromPyTorchDialog::tr("<p>Then open the folder <b>my-space</b>, or drop it on the window.</p>");
}

} // namespace

FromPyTorchDialog::FromPyTorchDialog(const QString& script, QWidget* parent)
    : QDialog(parent)
{
    setObjectName(QStringLiteral("fromPyTorchDialog"));
    setWindowTitle(tr("From PyTorch"));
    resize(760, 720);

    auto* steps = new QLabel(recipe(), this);
    steps->setObjectName(QStringLiteral("recipe"));
    steps->setAccessibleName(tr("Recipe"));
    steps->setToolTip(tr("Can be selected and copied"));
    steps->setWordWrap(true);
    steps->setTextFormat(Qt::RichText);
    steps->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);

    auto* view = new QPlainTextEdit(script, this);
    view->setObjectName(QStringLiteral("scriptText"));
    view->setAccessibleName(tr("export_space.py"));
    view->setToolTip(tr("The file that writes a model as a space"));
    view->setReadOnly(true);
    view->setTabChangesFocus(true);
    view->setLineWrapMode(QPlainTextEdit::NoWrap);
    view->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));

    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    auto* copy = buttons->addButton(tr("&Copy export_space.py"), QDialogButtonBox::ActionRole);
    copy->setObjectName(QStringLiteral("copyScript"));
    copy->setToolTip(tr("Copy the whole file"));
    copy->setDefault(true);
    buttons->button(QDialogButtonBox::Close)->setToolTip(tr("Close this window"));
    connect(copy, &QPushButton::clicked, this, [copy, script] {
        QGuiApplication::clipboard()->setText(script);
        copy->setText(tr("&Copied"));
    });
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(16, 16, 16, 16);
    layout->setSpacing(8);
    layout->addWidget(steps);
    layout->addWidget(view, 1);
    layout->addWidget(buttons);
    copy->setFocus();
}
