// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/Tour.h"

#include "base/UserError.h"
#include "canvas/PictureView.h"
#include "controls/AttributePanel.h"
#include "controls/NeighbourTiles.h"
#include "controls/SliderPanel.h"
#include "dialogs/NewSpaceDialog.h"
#include "dialogs/StartView.h"
#include "plots/MapCanvas.h"
#include "plots/MapView.h"
#include "plots/SamplePopup.h"
#include "space/Space.h"
#include "window/FileCommands.h"
#include "window/MainWindow.h"
#include "window/PointPicture.h"
#include "window/SyntheticInput.h"

#include <QAction>
#include <QComboBox>
#include <QDockWidget>
#include <QLabel>
#include <QPushButton>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <iterator>

namespace {
const std::string column = "arrow 1";
const std::string sliderName = "arrow 1: right to left";

enum Place : std::size_t { Started, Dragged, Hovered, Gone, Made, Flipped, UndoneAmount, UndoneAll, Redone };

void require(bool claim, const char* sentence)
{
    if (!claim) {
        throw UserError(sentence);
    }
}

template <class Found> Found& find(const QObject& parent, const char* name)
{
    auto* found = parent.findChild<Found*>(QLatin1String(name));
    require(found != nullptr, name);
    return *found;
}

/// Grey levels that the fifths of a strip of arrows changed by, on average.
std::array<double, 5> changeOfArrows(const QImage& before, const QImage& after)
{
    const QImage from = before.convertToFormat(QImage::Format_Grayscale8);
    const QImage to = after.convertToFormat(QImage::Format_Grayscale8);
    std::array<double, 5> change{};
    const int width = from.width() / 5;
    for (int y = 0; y < from.height(); ++y) {
        for (int x = 0; x < 5 * width; ++x) {
            change[static_cast<std::size_t>(x / width)] += std::abs(from.constScanLine(y)[x] - to.constScanLine(y)[x]);
        }
    }
    for (double& each : change) {
        each /= width * from.height();
    }
    return change;
}

void requireFirstArrowTurned(const QImage& before, const QImage& after)
{
    constexpr double muchMore = 2.5;
    require(before.size() == after.size() && before.width() >= 5, "the picture has another size");
    const std::array<double, 5> change = changeOfArrows(before, after);
    require(change[0] > muchMore * *std::max_element(change.begin() + 1, change.end()),
            "amount 1 did not change the first arrow much more than the other four");
}

/// By what the user reads in it.
void choose(const QWidget& panel, const char* combo, const std::string& value)
{
    auto& box = find<QComboBox>(panel, combo);
    const int index = box.findText(QString::fromStdString(value));
    require(index >= 0, "the attribute panel does not offer the labels of the embedded space");
    box.setCurrentIndex(index);
}
} // namespace

std::vector<Tour::Step> Tour::startSteps()
{
    Workspace& workspace = m_window.workspace();
    return {{QStringLiteral("start"), [] {},
             [&workspace] {
                 return workspace.session.state().space && workspace.map.coordinates() &&
                        workspace.statistics.sliders() && !workspace.influence.values().empty() &&
                        !workspace.samples.picture(0).isNull();
             },
             [this] {
                 require(m_window.mapView().canvas().markerPixel().has_value(), "the map shows no current point");
                 require(m_window.messages().text().isEmpty(), "the window starts with a message");
             }},
            {QStringLiteral("drag-a-slider"), [this] { dragSlider(); },
             [&workspace] { return workspace.session.undoStack().count() == 1; },
             [this] {
                 require(m_shown[Dragged].picture != m_shown[Started].picture, "the picture did not follow the slider");
                 require(m_shown[Dragged].marker != m_shown[Started].marker, "the marker did not follow the slider");
             }}};
}

/// The slider that changes the picture most, to the other side of the mean.
void Tour::dragSlider()
{
    const std::vector<float>& influence = m_window.workspace().influence.values();
    const auto strongest = std::max_element(influence.begin(), influence.end()) - influence.begin();
    SliderView& sliders = m_window.sliderPanel().sliders();
    const int row = sliders.rowOf(static_cast<std::uint32_t>(strongest));
    sliders.setCurrentRow(row);
    const SliderRow shownRow = sliders.row(row);
    const SliderScale scale = sliders.columns(row).scale(shownRow);
    const SliderStatistics::Range range = m_window.workspace().statistics.range(static_cast<std::size_t>(strongest));
    const double home = static_cast<double>(range.home);
    const double target = home + (shownRow.value < home ? 1.5 : -1.5) * static_cast<double>(range.sigma);
    const double y = sliders.rowRect(row).center().y();
    drag(*sliders.viewport(), {scale.toPixel(shownRow.value), y}, {scale.toPixel(target), y}, 24);
}

/// The middle of the sample's dot, as a mouse can point at it.
QPoint Tour::dotOf(std::uint32_t sample) const
{
    const LatentView at = m_window.workspace().map.coordinates()->row(sample);
    return m_window.mapView().canvas().pixelAt({at[0], at[1]}).toPoint();
}

/// A sample with these labels and a dot on the map that can be hit.
std::uint32_t Tour::sampleToGoTo(const std::vector<LabelCondition>& conditions) const
{
    const Space& space = *m_window.workspace().session.state().space;
    require(space.labels != nullptr, "the embedded space has no labels");
    std::vector<std::uint32_t> samples = rowsWhere(*space.labels, conditions);
    std::ranges::rotate(samples, samples.begin() + std::ssize(samples) / 2); // the space opened at one of the first
    for (const std::uint32_t sample : samples) {
        if (m_window.mapView().canvas().sampleNear(dotOf(sample)) == sample) {
            return sample;
        }
    }
    throw UserError("no dot of a sample with " + conditions.front().column + " = " + conditions.front().value +
                    " can be hit on the map");
}

std::vector<Tour::Step> Tour::mapSteps()
{
    const auto dot = [this] { return dotOf(m_sample); };
    const auto popup = [this] { return m_window.findChild<QWidget*>(QStringLiteral("samplePopup")); };
    return {{QStringLiteral("hover-a-sample"),
             [this, dot] {
                 m_sample = sampleToGoTo({{column, "right"}});
                 movePointer(m_window.mapView().canvas(), dot());
             },
             [popup] { return popup() && popup()->isVisible(); },
             [this, popup] {
                 const auto* shown = dynamic_cast<const SamplePopup*>(popup());
                 require(shown && shown->picture() == m_window.workspace().samples.picture(m_sample),
                         "the thumbnail is not the sample's picture");
                 require(shown->labels().contains(QStringLiteral("arrow 1: right")),
                         "the thumbnail does not tell that arrow 1 points right");
                 require(m_window.mapView().canvas().hovered() == m_sample,
                         "another sample than that below the pointer");
                 require(m_shown[Hovered].picture == m_shown[Dragged].picture, "hovering changed the picture");
             }},
            {QStringLiteral("go-to-a-sample"), [this, dot] { click(m_window.mapView().canvas(), dot()); },
             [this] { return m_window.workspace().session.state().sample == m_sample; },
             [this, dot] {
                 const auto& state = m_window.workspace().session.state();
                 require(std::ranges::equal(state.base, state.space->latents->row(m_sample)),
                         "the point is not the sample's");
                 require(m_shown[Gone].picture != m_shown[Hovered].picture, "the picture is not the sample's");
                 require((m_shown[Gone].marker - dot()).manhattanLength() < 2, "the marker is not on the dot");
                 require(!m_window.pictureView().canvas().originalRect().isEmpty(),
                         "the original does not stand beside the picture");
             }}};
}

void Tour::makeAttribute()
{
    AttributePanel& panel = m_window.attributePanel();
    choose(panel, "labelColumn", column);
    choose(panel, "withValue", "left");
    choose(panel, "withoutValue", "right");
    auto& make = find<QPushButton>(panel, "makeFromLabels");
    click(make, make.rect().center());
}

/// Amount 1.
void Tour::typeAmount(std::size_t slider)
{
    m_window.attributePanel().row(slider)->slider().setFocus();
    typeKey(Qt::Key_Return);
    typeKey(Qt::Key_1, QStringLiteral("1"));
    typeKey(Qt::Key_Return);
}

std::vector<Tour::Step> Tour::attributeSteps()
{
    const auto attributes = [this]() -> const auto&
    {
        return m_window.workspace().session.state().attributes;
    };
    return {{QStringLiteral("make-an-attribute"), [this] { makeAttribute(); },
             [attributes] { return attributes().size() == 1; },
             [this, attributes] {
                 require(attributes().front().name == sliderName, "the slider has another name");
                 require(m_window.attributePanel().row(0) && m_window.attributePanel().row(0)->isVisible(),
                         "the new slider does not stand in the panel");
                 require(m_shown[Made].picture == m_shown[Gone].picture, "amount 0 changed the picture");
             }},
            {QStringLiteral("turn-the-arrow"), [this] { typeAmount(0); },
             [attributes] { return attributes().front().amount == 1.0F; },
             [this] {
                 require(m_shown[Flipped].picture != m_shown[Made].picture, "amount 1 did not change the picture");
                 require(m_shown[Flipped].marker != m_shown[Made].marker, "amount 1 did not move the marker");
                 requireFirstArrowTurned(m_shown[Made].picture, m_shown[Flipped].picture);
             }}};
}

std::vector<Tour::Step> Tour::undoSteps()
{
    Workspace& workspace = m_window.workspace();
    const auto trigger = [this](const char* name, int times) {
        for (int i = 0; i < times; ++i) {
            find<QAction>(m_window, name).trigger();
        }
    };
    const auto isAt = [&workspace](int index) { return workspace.session.undoStack().index() == index; };
    const auto same = [this](Place a, Place b) {
        require(m_shown[a].picture == m_shown[b].picture, "the earlier pixels did not come back");
        require((m_shown[a].marker - m_shown[b].marker).manhattanLength() < 0.01,
                "the earlier marker did not come back");
    };
    return {{QStringLiteral("undo-the-amount"), [trigger] { trigger("undo", 1); }, [isAt] { return isAt(3); },
             [same] { same(UndoneAmount, Made); }},
            {QStringLiteral("undo-all"), [trigger] { trigger("undo", 3); }, [isAt] { return isAt(0); },
             [same] { same(UndoneAll, Started); }},
            {QStringLiteral("redo-all"), [trigger] { trigger("redo", 4); }, [isAt] { return isAt(4); },
             [same] { same(Redone, Flipped); }}};
}

Tour::Step Tour::neighbourStep()
{
    const NearestToPoint& nearest = m_window.workspace().nearest;
    return {QStringLiteral("neighbours"), [this] { find<QAction>(m_window, "neighbours").trigger(); },
            [&nearest] { return !nearest.isBusy() && !nearest.samples().empty() && nearest.typical().samples > 0; },
            [this, &nearest] {
                const auto& tiles = find<NeighbourTiles>(m_window, "neighbourTiles");
                require(tiles.hasFocus(), "the keyboard is not on the neighbours");
                require(tiles.count() == 12 && tiles.sampleAt(0) == nearest.samples().front().sample,
                        "the neighbours do not begin with the nearest sample");
                find<QDockWidget>(m_window, "neighboursDock").hide();
            }};
}

/// A picture that carries no point: what the search finds is to look like it.
std::vector<Tour::Step> Tour::outsideSteps()
{
    Workspace& workspace = m_window.workspace();
    const std::filesystem::path file = m_folder / "from outside.png";
    const auto isDone = [&workspace] { return workspace.inversion.status() == PictureInversion::Status::Done; };
    const auto isCompared = [this] {
        require(!m_window.pictureView().canvas().differenceRect().isEmpty(), "there is no difference to be seen");
        require(m_window.pictureView().comparison().error().value_or(1) < 0.1, "the picture is not like the original");
    };
    return {{QStringLiteral("bring-a-picture"),
             [this, file, &workspace] {
                 workspace.samples.picture(m_sample).save(QString::fromStdString(file.string()));
                 m_window.files().take(QString::fromStdString(file.string()));
             },
             [isDone] { return isDone(); }, isCompared},
            {QStringLiteral("search-its-point"), [this] { find<QAction>(m_window, "searchPointAnew").trigger(); },
             [isDone, &workspace] { return isDone() && workspace.inversion.step() > 0; }, isCompared}};
}

/// The pieces of the embedded space, as somebody would bring their own.
Tour::Step Tour::newSpaceStep()
{
    const auto dialog = [this]() -> NewSpaceDialog& { return find<NewSpaceDialog>(m_window, "newSpaceDialog"); };
    return {QStringLiteral("new-space"),
            [this, dialog] {
                find<QAction>(m_window, "newSpace").trigger();
                const auto& folder = m_window.workspace().session.state().space->location;
                QStringList files;
                for (const char* name : {"decoder.pt", "encoder.pt", "images.png", "labels.csv"}) {
                    files << QString::fromStdString((folder / name).string());
                }
                dialog().take(files);
            },
            [dialog] { return find<QPushButton>(dialog(), "makeSpace").isEnabled(); },
            [this, dialog] {
                const auto count = static_cast<qulonglong>(m_window.workspace().session.state().space->sampleCount());
                require(find<QLabel>(dialog(), "previewSentence").text().contains(QLocale().toString(count)),
                        "the sheet was not cut into its samples");
                dialog().reject();
            }};
}

std::vector<Tour::Step> Tour::fileSteps()
{
    Workspace& workspace = m_window.workspace();
    const std::filesystem::path file = m_folder / "picture-with-its-point.png";
    const std::array saved = {m_folder / "to the left.morphoscope.json", m_folder / "at random.morphoscope.json"};
    const auto save = [this](const std::filesystem::path& session) {
        m_window.files().saveSessionTo(QString::fromStdString(session.string()));
    };
    std::vector<Step> steps = {
        {QStringLiteral("save-the-picture"),
         [this, file] { m_window.files().savePictureTo(QString::fromStdString(file.string())); },
         [file] { return std::filesystem::exists(file); },
         [this, file, &workspace] {
             const QImage written(QString::fromStdString(file.string()));
             require(written.convertToFormat(m_shown[Redone].picture.format()) == m_shown[Redone].picture,
                     "the saved picture has other pixels than the one shown");
             require(pointTextOf(file) == pointToText(workspace.session.state()),
                     "the saved picture does not carry the point");
         }},
        {QStringLiteral("save-a-session"), [save, saved] { save(saved[0]); },
         [saved] { return std::filesystem::exists(saved[0]); }, [] {}},
        {QStringLiteral("randomise"), [this] { find<QAction>(m_window, "randomise").trigger(); },
         [&workspace] { return workspace.session.undoStack().index() == 5; }, [save, saved] { save(saved[1]); }}};
    steps.push_back(neighbourStep());
    std::ranges::move(outsideSteps(), std::back_inserter(steps));
    steps.push_back({QStringLiteral("start-page"), [this] { find<QAction>(m_window, "start").trigger(); },
                     [this, places = embeddedSpaces(workspace.options.executable).size() + saved.size()] {
                         const auto* page = m_window.findChild<StartView*>();
                         return page && page->tiles().size() == places &&
                                std::ranges::none_of(page->tiles(),
                                                     [](const auto* tile) { return tile->picture().isNull(); });
                     },
                     [this] {
                         require(m_window.findChild<StartView*>()->tiles().front()->hasFocus(),
                                 "the keyboard is not on the start page");
                     }});
    steps.push_back(newSpaceStep());
    return steps;
}
