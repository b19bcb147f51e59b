package io.millrace.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.bytes.ByteWriter;
import io.millrace.bytes.Bytes;
import io.millrace.flv.VideoTagCodec;
import io.millrace.media.MediaFrame;
import io.millrace.media.MediaKind;
import org.junit.jupiter.api.Test;

final class StreamEntryTest {
    private final StreamEntry entry = new StreamEntry();

    @Test
    void beginsWithMetadataAndTheNewestHeaders() {
        entry.remember(Pictures.metadata());
        entry.remember(Pictures.videoHeader(1));
        entry.remember(Pictures.audioHeader());
        entry.remember(Pictures.videoHeader(2));
        assertThat(entry.opening(Pictures.key(80)))
                .containsExactly(
                        Pictures.metadata().at(80),
                        Pictures.videoHeader(2).at(80),
                        Pictures.audioHeader().at(80),
                        Pictures.key(80));
    }

    @Test
    void headersThatNobodyNeedsAreNotKeptWithoutBound() {
        for (int track = 0; track < 200; track++) {
            entry.remember(header(track, 100_000));
        }
        long bytes = entry.opening(Pictures.key(0)).stream()
                .mapToLong(frame -> frame.body().length())
                .sum();
        assertThat(bytes).isBetween(500_000L, 1L << 20);
    }

    /** The header of one track of many [ER-105]. */
    private static MediaFrame header(int track, int bytes) {
        Bytes body = new ByteWriter()
                .u8(0x80 | 1 << 4 | 6)
                .u8(0)
                .u32(0x68766331)
                .u8(track)
                .bytes(new byte[bytes])
                .toBytes();
        return new MediaFrame(MediaKind.VIDEO, 0, body, VideoTagCodec.decode(body));
    }
}
