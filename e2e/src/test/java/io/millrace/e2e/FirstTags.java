package io.millrace.e2e;

import io.millrace.testkit.FlvTag;
import java.util.List;

/** How much of a clip to publish before somebody comes who is to get all of it. */
final class FirstTags {
    private FirstTags() {}

    /** All of the first group of pictures; where there is none, all before the first sound, for one joins at the live edge. */
    static int upToSecondKeyFrame(List<FlvTag> tags) {
        List<FlvTag> keyFrames = tags.stream().filter(FlvTag::isKeyFrame).toList();
        if (keyFrames.isEmpty()) {
            return tags.indexOf(
                    tags.stream().filter(FlvTag::isCodedFrame).findFirst().orElseThrow());
        }
        long first = keyFrames.getFirst().timestampMillis();
        return tags.indexOf(keyFrames.stream()
                .filter(frame -> frame.timestampMillis() > first)
                .findFirst()
                .orElseThrow());
    }

    /** The same with the first sound where there is no picture: before that a server does not tell what there is. */
    static int withAllTracks(List<FlvTag> tags) {
        boolean hasPictures = tags.stream().anyMatch(FlvTag::isKeyFrame);
        return upToSecondKeyFrame(tags) + (hasPictures ? 0 : 1);
    }
}
