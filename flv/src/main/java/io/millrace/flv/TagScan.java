package io.millrace.flv;

import io.millrace.media.Track;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link TagWalk} has found. Immutable.
 *
 * @param points key frames of the lead track; where there are none, some frame of each second
 * @param lead that track; null where it has no key frames
 * @param endMillis time of the latest frame
 */
record TagScan(SeekPoints points, @Nullable Track lead, HeaderChanges headers, long endMillis) {}
