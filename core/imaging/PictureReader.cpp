// SPDX-License-Identifier: GPL-3.0-or-later
#include "imaging/PictureReader.h"

#include "base/UserError.h"
#include "imaging/GifReader.h"
#include "imaging/PictureHead.h"
#include "imaging/PictureOrientation.h"
#include "imaging/PlainPng.h"

#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <string_view>

namespace {

constexpr std::uint32_t mostSide = 16384;
constexpr std::uint64_t mostPixels = 64'000'000;

void requireTakenSize(std::span<const std::byte> file)
{
    const auto head = PictureHead::parse(file);
    if (!head) {
        throw UserError("this is no picture that can be read. PNG, JPEG, WebP, BMP, TIFF and GIF are taken.");
    }
    const std::uint64_t pixels = std::uint64_t{head->width} * head->height;
    if (head->width > mostSide || head->height > mostSide || pixels > mostPixels) {
        throw UserError("the picture has " + std::to_string(head->width) + " x " + std::to_string(head->height) +
                        " pixels, too many to be taken. Make it smaller first.");
    }
}

/// Whether some pixel may be transparent: never in JPEG, in PNG by its head and chunks.
bool mayBeTransparent(std::span<const std::byte> file)
{
    const std::string_view text(reinterpret_cast<const char*>(file.data()), file.size());
    if (text.starts_with("\xFF\xD8")) {
        return false;
    }
    constexpr std::size_t colourTypeAt = 25; // ISO/IEC 15948, 11.2.2: 4 and 6 have alpha
    const bool isPng = text.starts_with("\x89PNG") && text.size() > colourTypeAt;
    return !isPng || text[colourTypeAt] >= 4 ||
           text.substr(0, text.find("IDAT")).find("tRNS") != std::string_view::npos;
}

/// As it was held by the camera that noted `orientation`.
cv::Mat turned(const cv::Mat& picture, int orientation)
{
    cv::Mat result = picture;
    if (orientation >= 5) { // the first row of the file is a side
        cv::transpose(picture, result);
    }
    constexpr int mirrorX = 1;
    constexpr int mirrorY = 0;
    constexpr int mirrorBoth = -1;
    switch (orientation) {
    case 2:
    case 6:
        cv::flip(result, result, mirrorX);
        break;
    case 3:
    case 7:
        cv::flip(result, result, mirrorBoth);
        break;
    case 4:
    case 8:
        cv::flip(result, result, mirrorY);
        break;
    default:
        break;
    }
    return result;
}

/// Every channel that the file has; `kept` are OpenCV's flags where nothing is transparent.
cv::Mat decodedChannels(const cv::Mat& bytes, bool isOpaque, int kept)
{
    cv::Mat picture = cv::imdecode(bytes, isOpaque ? cv::IMREAD_ANYCOLOR | kept : cv::IMREAD_UNCHANGED);
    if (isOpaque && !picture.empty()) {
        return picture;
    }
    if (!picture.empty() && picture.channels() == 3) {
        return cv::imdecode(bytes, cv::IMREAD_COLOR | kept);
    }
    if (!picture.empty() && picture.channels() == 1) {
        return cv::imdecode(bytes, cv::IMREAD_GRAYSCALE | kept);
    }
    return picture;
}

cv::Mat decoded(std::span<const std::byte> file)
{
    if (file.size() > static_cast<std::size_t>(std::numeric_limits<int>::max())) {
        throw UserError("the file is larger than 2 GiB. Make the picture smaller first.");
    }
    const cv::Mat bytes(1, static_cast<int>(file.size()), CV_8U, const_cast<std::byte*>(file.data()));
    // OpenCV applies no rotation where there is alpha, nor in WebP: where it is read here, it is applied here.
    const std::optional<int> orientation = notedOrientation(file);
    const int kept = cv::IMREAD_ANYDEPTH | (orientation ? cv::IMREAD_IGNORE_ORIENTATION : 0);
    const cv::Mat picture = decodedChannels(bytes, !mayBeTransparent(file), kept);
    if (picture.empty() && isAnimatedWebp(file)) {
        throw UserError("the picture is an animated WebP, which is not taken. Save its first picture on its own.");
    }
    if (picture.empty()) {
        throw UserError("the picture is damaged or cut off. Copy it again or leave it out.");
    }
    return turned(picture, orientation.value_or(1));
}

cv::Mat toBytes(const cv::Mat& picture)
{
    cv::Mat bytes;
    switch (picture.depth()) {
    case CV_8U:
        return picture;
    case CV_16U:
        picture.convertTo(bytes, CV_8U, 1.0 / 257);
        return bytes;
    case CV_32F:
    case CV_64F:
        picture.convertTo(bytes, CV_8U, 255);
        return bytes;
    default:
        throw UserError("the picture's pixels are neither 8-bit nor 16-bit. Save it as an ordinary PNG.");
    }
}

/// Colour times alpha: what shows over black.
cv::Mat overBlack(const cv::Mat& picture)
{
    cv::Mat colour(picture.size(), CV_8UC3);
    for (int y = 0; y < picture.rows; ++y) {
        const auto* const from = picture.ptr<cv::Vec4b>(y);
        auto* const to = colour.ptr<cv::Vec3b>(y);
        for (int x = 0; x < picture.cols; ++x) {
            for (int c = 0; c < 3; ++c) {
                to[x][c] = static_cast<unsigned char>((from[x][c] * from[x][3] + 127) / 255);
            }
        }
    }
    return colour;
}

cv::Mat withChannels(cv::Mat picture, int wanted)
{
    if (picture.channels() == 4) {
        picture = overBlack(picture);
    } else if (picture.channels() == 2) {
        cv::extractChannel(picture, picture, 0);
    }
    const int channels = wanted == 0 ? picture.channels() : wanted;
    cv::Mat result = picture;
    if (channels == 3) {
        cv::cvtColor(picture, result, picture.channels() == 1 ? cv::COLOR_GRAY2RGB : cv::COLOR_BGR2RGB);
    } else if (picture.channels() == 3) {
        cv::cvtColor(picture, result, cv::COLOR_BGR2GRAY);
    }
    return result;
}

cv::Mat resized(const cv::Mat& picture, cv::Size size)
{
    if (size == picture.size()) {
        return picture;
    }
    const bool shrinks = size.width < picture.cols || size.height < picture.rows;
    cv::Mat result;
    cv::resize(picture, result, size, 0, 0, shrinks ? cv::INTER_AREA : cv::INTER_LINEAR);
    return result;
}

/// `length` in proportion, at least 1.
int scaled(int length, int numerator, int denominator)
{
    return std::max(1, static_cast<int>(std::lround(static_cast<double>(length) * numerator / denominator)));
}

cv::Mat inTheMiddle(const cv::Mat& picture, cv::Size size)
{
    const bool isWide = std::int64_t{picture.cols} * size.height > std::int64_t{picture.rows} * size.width;
    const cv::Size inner =
        isWide ? cv::Size(size.width, std::min(size.height, scaled(picture.rows, size.width, picture.cols)))
               : cv::Size(std::min(size.width, scaled(picture.cols, size.height, picture.rows)), size.height);
    cv::Mat result = cv::Mat::zeros(size, picture.type());
    const cv::Rect place(cv::Point((size.width - inner.width) / 2, (size.height - inner.height) / 2), inner);
    resized(picture, inner).copyTo(result(place));
    return result;
}

cv::Mat middleOf(const cv::Mat& picture, cv::Size size)
{
    const cv::Size part(std::min(picture.cols, scaled(picture.rows, size.width, size.height)),
                        std::min(picture.rows, scaled(picture.cols, size.height, size.width)));
    const cv::Rect place(cv::Point((picture.cols - part.width) / 2, (picture.rows - part.height) / 2), part);
    return resized(picture(place), size);
}

/// 0 for a side: as the picture has it.
cv::Mat fitted(const cv::Mat& picture, int height, int width, PictureFit fit)
{
    const cv::Size size(width == 0 ? picture.cols : width, height == 0 ? picture.rows : height);
    switch (fit) {
    case PictureFit::Border:
        return inTheMiddle(picture, size);
    case PictureFit::Crop:
        return middleOf(picture, size);
    case PictureFit::Stretch:
        break;
    }
    return resized(picture, size);
}

std::size_t rowBytesOf(const cv::Mat& matrix)
{
    return static_cast<std::size_t>(matrix.cols) * static_cast<std::size_t>(matrix.channels());
}

Picture pictureOf(const cv::Mat& matrix)
{
    Picture picture{.shape = {matrix.channels(), matrix.rows, matrix.cols}, .pixels = {}};
    picture.pixels.reserve(picture.shape.bytes());
    for (int y = 0; y < matrix.rows; ++y) {
        const std::uint8_t* const row = matrix.ptr<std::uint8_t>(y);
        picture.pixels.insert(picture.pixels.end(), row, row + rowBytesOf(matrix));
    }
    return picture;
}

/// The pixels of a file as bytes, and what it held.
cv::Mat bytesOf(std::span<const std::byte> file, PictureOrigin& origin)
{
    cv::Mat picture;
    if (isGif(file)) {
        GifFrame frame = readGif(file);
        picture = cv::Mat(frame.height, frame.width, CV_8UC4, frame.bgra.data()).clone();
        origin.isAnimated = frame.isAnimated;
    } else {
        picture = decoded(file);
    }
    origin.channels = std::clamp(picture.channels(), 1, 4);
    origin.height = picture.rows;
    origin.width = picture.cols;
    return toBytes(picture);
}

PictureOrigin originOf(const Picture& plain)
{
    return {plain.shape.channels, plain.shape.height, plain.shape.width, false};
}

bool isAsWanted(PictureShape has, PictureShape wanted)
{
    const auto isSame = [](int is, int wants) { return wants == 0 || is == wants; };
    return isSame(has.channels, wanted.channels) && isSame(has.height, wanted.height) &&
           isSame(has.width, wanted.width) && has.height <= maxPictureSide && has.width <= maxPictureSide;
}

/// As OpenCV orders them.
cv::Mat bytesOf(Picture& plain)
{
    cv::Mat bytes(plain.shape.height, plain.shape.width, plain.shape.channels == 3 ? CV_8UC3 : CV_8UC1,
                  plain.pixels.data());
    if (plain.shape.channels == 3) {
        cv::cvtColor(bytes, bytes, cv::COLOR_RGB2BGR);
    }
    return bytes;
}

/// Runs `work`, which uses OpenCV.
template <class Work> auto guardedOpenCv(const Work& work)
{
    try {
        return work();
    } catch (const cv::Exception&) {
        throw UserError("the picture is damaged. Copy it again or leave it out.");
    }
}

void requirePossible(PictureShape wanted)
{
    const auto isSide = [](int side) { return side >= 0 && side <= maxPictureSide; };
    if (!isSide(wanted.height) || !isSide(wanted.width) ||
        (wanted.channels != 0 && wanted.channels != 1 && wanted.channels != 3)) {
        throw std::logic_error("A picture of an impossible shape was asked for.");
    }
}

} // namespace

OpenedPicture openPicture(std::span<const std::byte> file, PictureShape wanted, PictureFit fit)
{
    requirePossible(wanted);
    return guardedOpenCv([&] {
        requireTakenSize(file);
        OpenedPicture opened;
        std::optional<Picture> plain = readPlainPng(file);
        if (plain) {
            opened.origin = originOf(*plain);
            if (isAsWanted(plain->shape, wanted)) {
                opened.picture = std::move(*plain);
                return opened;
            }
        }
        const cv::Mat bytes = plain ? bytesOf(*plain) : bytesOf(file, opened.origin);
        const cv::Mat picture = fitted(withChannels(bytes, wanted.channels), wanted.height, wanted.width, fit);
        if (picture.rows > maxPictureSide || picture.cols > maxPictureSide) {
            throw UserError("the picture has " + std::to_string(picture.cols) + " x " + std::to_string(picture.rows) +
                            " pixels; at most " + std::to_string(maxPictureSide) +
                            " a side are taken. Make it smaller first.");
        }
        opened.picture = pictureOf(picture);
        return opened;
    });
}

PictureBatch readSheet(std::span<const std::byte> file, PictureShape tile)
{
    requirePossible(tile);
    return guardedOpenCv([&] {
        requireTakenSize(file);
        PictureOrigin origin;
        const cv::Mat sheet = withChannels(bytesOf(file, origin), tile.channels);
        if (tile.height < 1 || tile.width < 1 || sheet.rows < tile.height || sheet.cols < tile.width) {
            throw UserError("the sheet has " + std::to_string(sheet.cols) + " x " + std::to_string(sheet.rows) +
                            " pixels, less than a tile of " + std::to_string(tile.width) + " x " +
                            std::to_string(tile.height) + ". Give the size of its tiles.");
        }
        PictureBatch batch{.shape = {sheet.channels(), tile.height, tile.width}};
        for (int y = 0; y + tile.height <= sheet.rows; y += tile.height) {
            for (int x = 0; x + tile.width <= sheet.cols; x += tile.width) {
                const Picture cut = pictureOf(sheet(cv::Rect(x, y, tile.width, tile.height)));
                batch.pixels.insert(batch.pixels.end(), cut.pixels.begin(), cut.pixels.end());
                ++batch.count;
            }
        }
        return batch;
    });
}

void fitPicture(std::span<const std::uint8_t> pixels, PictureShape from, std::span<std::uint8_t> into,
                PictureShape wanted, PictureFit fit)
{
    if (pixels.size() != from.bytes() || into.size() != wanted.bytes()) {
        throw std::logic_error("fitPicture: the pixels are not of their shapes' sizes");
    }
    guardedOpenCv([&] {
        const cv::Mat given(from.height, from.width, from.channels == 3 ? CV_8UC3 : CV_8UC1,
                            const_cast<std::uint8_t*>(pixels.data()));
        cv::Mat picture = given;
        if (from.channels != wanted.channels) {
            cv::cvtColor(given, picture, from.channels == 1 ? cv::COLOR_GRAY2RGB : cv::COLOR_RGB2GRAY);
        }
        const Picture result = pictureOf(fitted(picture, wanted.height, wanted.width, fit));
        std::copy(result.pixels.begin(), result.pixels.end(), into.begin());
    });
}
