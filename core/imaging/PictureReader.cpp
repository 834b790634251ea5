// SPDX-License-Identifier: GPL-3.0-or-later
#include "imaging/PictureReader.h"

#include "base/UserError.h"
#include "imaging/PictureHead.h"

#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include <limits>
#include <stdexcept>

namespace {

constexpr std::uint32_t mostSide = 16384;
constexpr std::uint64_t mostPixels = 64'000'000;

void requireTakenSize(std::span<const std::byte> file)
{
    const auto head = PictureHead::parse(file);
    if (!head) {
        throw UserError("this is no picture that can be read. PNG, JPEG, WebP, BMP and TIFF are taken.");
    }
    const std::uint64_t pixels = std::uint64_t{head->width} * head->height;
    if (head->width > mostSide || head->height > mostSide || pixels > mostPixels) {
        throw UserError("the picture has " + std::to_string(head->width) + " x " + std::to_string(head->height) +
                        " pixels, too many to be taken. Make it smaller first.");
    }
}

cv::Mat decoded(std::span<const std::byte> file)
{
    if (file.size() > static_cast<std::size_t>(std::numeric_limits<int>::max())) {
        throw UserError("the file is larger than 2 GiB. Make the picture smaller first.");
    }
    const cv::Mat bytes(1, static_cast<int>(file.size()), CV_8U, const_cast<std::byte*>(file.data()));
    // Alpha is only given unchanged, and a camera's rotation is then not applied: ask again where there is none.
    cv::Mat picture = cv::imdecode(bytes, cv::IMREAD_UNCHANGED);
    if (!picture.empty() && picture.channels() == 3) {
        picture = cv::imdecode(bytes, cv::IMREAD_COLOR | cv::IMREAD_ANYDEPTH);
    } else if (!picture.empty() && picture.channels() == 1) {
        picture = cv::imdecode(bytes, cv::IMREAD_GRAYSCALE | cv::IMREAD_ANYDEPTH);
    }
    if (picture.empty()) {
        throw UserError("the picture is damaged or cut off. Copy it again or leave it out.");
    }
    return picture;
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

cv::Mat resized(const cv::Mat& picture, int height, int width)
{
    const cv::Size size(width == 0 ? picture.cols : width, height == 0 ? picture.rows : height);
    if (size == picture.size()) {
        return picture;
    }
    const bool shrinks = size.width < picture.cols || size.height < picture.rows;
    cv::Mat result;
    cv::resize(picture, result, size, 0, 0, shrinks ? cv::INTER_AREA : cv::INTER_LINEAR);
    return result;
}

Picture pictureOf(const cv::Mat& matrix)
{
    Picture picture{.shape = {matrix.channels(), matrix.rows, matrix.cols}, .pixels = {}};
    picture.pixels.reserve(picture.shape.bytes());
    const auto rowBytes = static_cast<std::size_t>(matrix.cols) * static_cast<std::size_t>(matrix.channels());
    for (int y = 0; y < matrix.rows; ++y) {
        const std::uint8_t* const row = matrix.ptr<std::uint8_t>(y);
        picture.pixels.insert(picture.pixels.end(), row, row + rowBytes);
    }
    return picture;
}

} // namespace

Picture readPicture(std::span<const std::byte> file, PictureShape wanted)
{
    const auto isSide = [](int side) { return side >= 0 && side <= maxPictureSide; };
    if (!isSide(wanted.height) || !isSide(wanted.width) ||
        (wanted.channels != 0 && wanted.channels != 1 && wanted.channels != 3)) {
        throw std::logic_error("A picture of an impossible shape was asked for.");
    }
    requireTakenSize(file);
    try {
        const cv::Mat picture =
            resized(withChannels(toBytes(decoded(file)), wanted.channels), wanted.height, wanted.width);
        if (picture.rows > maxPictureSide || picture.cols > maxPictureSide) {
            throw UserError("the picture has " + std::to_string(picture.cols) + " x " + std::to_string(picture.rows) +
                            " pixels; at most " + std::to_string(maxPictureSide) +
                            " a side are taken. Make it smaller first.");
        }
        return pictureOf(picture);
    } catch (const cv::Exception&) {
        throw UserError("the picture is damaged. Copy it again or leave it out.");
    }
}
