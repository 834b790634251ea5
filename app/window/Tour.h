// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "space/LabelTable.h"

#include <QElapsedTimer>
#include <QImage>
#include <QObject>
#include <QPoint>
#include <QTimer>

#include <filesystem>
#include <functional>
#include <vector>

class MainWindow;

/// Drives the window through the main job with real mouse and key events, step by step: each waits for what it is to
/// show, checks it, and writes a picture of the window. Ends the program with 0, or with 1 and a sentence.
class Tour : public QObject
{
    Q_OBJECT

public:
    /// What a step leaves behind for later ones to compare with.
    struct Shown
    {
        QImage picture;
        QPointF marker;
    };
    struct Step
    {
        QString name; ///< also the picture's file: "3-hover"
        std::function<void()> act;
        std::function<bool()> isDone;
        std::function<void()> check; ///< throws UserError with what is wrong
    };

    Tour(MainWindow& window, std::filesystem::path folder);

private:
    void tick();
    void beginStep();
    void finishStep();
    void end(const QString& problem);
    [[nodiscard]] bool isSettled() const;
    [[nodiscard]] Shown shown() const;

    std::vector<Step> startSteps();
    std::vector<Step> mapSteps();
    std::vector<Step> attributeSteps();
    std::vector<Step> undoSteps();
    std::vector<Step> outsideSteps();
    Step neighbourStep();
    Step newSpaceStep();
    std::vector<Step> fileSteps();
    std::vector<Step> avatarSteps();
    Step avatarSliderStep(const QString& name, const std::string& slider, QRectF part);
    void dragSlider();
    void makeAttribute();
    void typeAmount(std::size_t slider);
    [[nodiscard]] std::uint32_t sampleToGoTo(const std::vector<LabelCondition>& conditions) const;
    [[nodiscard]] QPoint dotOf(std::uint32_t sample) const;

    MainWindow& m_window;
    std::filesystem::path m_folder;
    std::vector<Step> m_steps;
    std::vector<Shown> m_shown; ///< by step
    std::size_t m_step = 0;
    int m_settledTicks = 0;
    bool m_isActing = false;
    bool m_hasEnded = false;
    std::uint32_t m_sample = 0;
    QElapsedTimer m_stepTime;
    QTimer m_timer;
};
