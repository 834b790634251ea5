// SPDX-License-Identifier: GPL-3.0-or-later
#include "Feed.h"
#include "Targets.h"

#include "imaging/GifReader.h"
#include "imaging/PictureHead.h"

namespace {

void pictureHead(Bytes bytes)
{
    (void)PictureHead::parse(bytes);
}

/// As "imaging/PictureReader.h" calls it, with a smaller canvas: making one takes longer than reading it.
void gif(Bytes bytes)
{
    constexpr std::uint32_t mostSide = 512;
    const auto head = PictureHead::parse(bytes);
    if (!head || !isGif(bytes) || head->width > mostSide || head->height > mostSide) {
        return;
    }
    tolerant([&] {
        const GifFrame frame = readGif(bytes);
        if (frame.bgra.size() != std::size_t{4} * head->width * head->height) {
            fault("the canvas is of another size than the head says");
        }
        return 0;
    });
}

} // namespace

FuzzTargets pictureTargets()
{
    return {{"picture-head", pictureHead}, {"gif", gif}};
}
