// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/DeviceProblem.h"
#include "base/UserError.h"
#include "maps/DeviceOrProcessor.h"
#include "maps/RunTsne.h"

#include <QTest>

#include <optional>
#include <random>

/// No GPU can be asked to run out of memory at a given step: here a run on the processor calls itself one and does.
class tst_DeviceOrProcessor : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatADeviceCanDoStaysThere();
    void theProcessorDoesWhatNoDeviceIsFor();
    void aDeviceThatIsFullAtOnceLeavesItToTheProcessor();
    void aDeviceThatIsFullOnTheWayLeavesItToTheProcessor_data();
    void aDeviceThatIsFullOnTheWayLeavesItToTheProcessor();
    void aStopIsHeardWhileTheProcessorBegins();
    void theUsersErrorsStayErrors();
};

namespace {

constexpr int never = 1000;

/// What a device is full at: an iteration, a look at the divergence, or a look at the places.
struct Trouble
{
    int step = never;
    int divergence = never; ///< asked for behind so many iterations
    int positions = never;
};

class FullDevice : public TsneRun
{
public:
    FullDevice(const LatentTable& table, const TsneOptions& options, TsneState start, const JobControl& control,
               Trouble trouble)
        : TsneRun(table, options, std::move(start), control)
        , m_trouble(trouble)
    {
    }
    void step() override
    {
        failFrom(m_trouble.step);
        TsneRun::step();
    }
    [[nodiscard]] std::span<const float> positions() const override
    {
        failFrom(m_trouble.positions);
        return TsneRun::positions();
    }
    [[nodiscard]] TsneState state() const override
    {
        failFrom(m_trouble.positions);
        return TsneRun::state();
    }
    [[nodiscard]] double divergence() override
    {
        failFrom(m_trouble.divergence);
        return TsneRun::divergence();
    }
    [[nodiscard]] std::string device() const override { return "cuda:0"; }

private:
    void failFrom(int iterations) const
    {
        if (iteration() >= iterations) {
            throw DeviceProblem("the memory of cuda:0 is full");
        }
    }

    Trouble m_trouble;
};

LatentTable someTable()
{
    std::mt19937 random(3);
    std::normal_distribution<float> normal;
    LatentTable table(400, 6);
    std::ranges::generate(table.values(), [&] { return normal(random); });
    return table;
}

const TsneOptions options{.iterations = 60, .exaggerated = 20};

/// A device that has this trouble; none: it has it before it has begun.
PrepareTsne device(std::optional<Trouble> trouble)
{
    return [trouble](const LatentTable& table, const TsneOptions& wanted, TsneState start,
                     const JobControl& control) -> std::unique_ptr<TsneSteps> {
        if (!trouble) {
            throw DeviceProblem("the memory of cuda:0 is full");
        }
        return std::make_unique<FullDevice>(table, wanted, std::move(start), control, *trouble);
    };
}

TsneMap mapOf(
    const LatentTable& table, const PrepareTsne& onDevice, const std::stop_token& stop = {},
    const std::function<void(const TsneProgress&)>& report = [](const TsneProgress&) {})
{
    return runTsne(table, options, {}, stop, report,
                   [&](const LatentTable& rows, const TsneOptions& wanted, TsneState start, const JobControl& control) {
                       return std::make_unique<DeviceOrProcessor>(rows, wanted, std::move(start), control, onDevice,
                                                                  "asked for");
                   });
}

/// As the processor has it, for that reason.
void compareToProcessor(const LatentTable& table, const TsneMap& map, const std::string& reason)
{
    QCOMPARE(map.positions, runTsne(table, options, {}, {}, [](const TsneProgress&) {}).positions);
    QCOMPARE(map.iterations, options.iterations);
    QCOMPARE(map.device, std::string("cpu"));
    QCOMPARE(map.deviceReason, reason);
}

} // namespace

void tst_DeviceOrProcessor::whatADeviceCanDoStaysThere()
{
    const TsneMap map = mapOf(someTable(), device(Trouble{}));
    QCOMPARE(map.device, std::string("cuda:0"));
    QCOMPARE(map.deviceReason, std::string("asked for"));
    QCOMPARE(map.iterations, options.iterations);
}

void tst_DeviceOrProcessor::theProcessorDoesWhatNoDeviceIsFor()
{
    const LatentTable table = someTable();
    compareToProcessor(table, mapOf(table, {}), "asked for");
}

void tst_DeviceOrProcessor::aDeviceThatIsFullAtOnceLeavesItToTheProcessor()
{
    const LatentTable table = someTable();
    compareToProcessor(table, mapOf(table, device(std::nullopt)), "the memory of cuda:0 is full");
}

void tst_DeviceOrProcessor::aDeviceThatIsFullOnTheWayLeavesItToTheProcessor_data()
{
    QTest::addColumn<int>("step");
    QTest::addColumn<int>("divergence");
    QTest::addColumn<int>("positions");
    QTest::newRow("at an iteration") << 30 << never << never;
    QTest::newRow("at the divergence") << never << 50 << never;
    QTest::newRow("at the places") << never << never << 60;
}

void tst_DeviceOrProcessor::aDeviceThatIsFullOnTheWayLeavesItToTheProcessor()
{
    QFETCH(int, step);
    QFETCH(int, divergence);
    QFETCH(int, positions);
    const LatentTable table = someTable();
    compareToProcessor(table, mapOf(table, device(Trouble{step, divergence, positions})),
                       "the memory of cuda:0 is full");
}

void tst_DeviceOrProcessor::aStopIsHeardWhileTheProcessorBegins()
{
    const LatentTable table = someTable();
    std::stop_source stop;
    int steps = 0;
    const PrepareTsne stopping = [&](const LatentTable&, const TsneOptions&, const TsneState&,
                                     const JobControl&) -> std::unique_ptr<TsneSteps> {
        ++steps;
        stop.request_stop();
        throw DeviceProblem("the memory of cuda:0 is full");
    };
    QVERIFY(mapOf(table, stopping, stop.get_token()).positions.empty());
    QCOMPARE(steps, 1);
}

void tst_DeviceOrProcessor::theUsersErrorsStayErrors()
{
    const PrepareTsne refusing = [](const LatentTable&, const TsneOptions&, const TsneState&,
                                    const JobControl&) -> std::unique_ptr<TsneSteps> {
        throw UserError("The map ran away from itself. Choose another perplexity or seed, or leave far outliers out.");
    };
    QVERIFY_THROWS_EXCEPTION(UserError, mapOf(someTable(), refusing));
}

QTEST_GUILESS_MAIN(tst_DeviceOrProcessor)
#include "tst_DeviceOrProcessor.moc"
